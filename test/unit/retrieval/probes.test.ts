import { expect, it } from 'vitest';
import { describeEncoder } from '../../../src/encoder/encoders.ts';
import { compareProbes } from '../../../src/retrieval/probes.ts';

const encoder = (await describeEncoder('static'))!.description;
const zeros = Buffer.alloc(encoder.dimensions).toString('base64');
/** The empty text has the vector of zeros. */
const probes = [{ text: '', vector: zeros }];
/** What no comparison gives here: whoever answers it has compared nothing. */
const before = { encoder, probes, outcome: 'differs' } as const;

it('compares the encoder that is a part of the program with the same probes once', async () => {
  expect(await compareProbes({ encoder, probes })).toBe('exact');
  expect(await compareProbes({ encoder, probes: [...probes] }, {}, before)).toBe('differs');
});

it('compares it anew with other probes', async () => {
  expect(await compareProbes({ encoder, probes: [...probes, ...probes] }, {}, before)).toBe('exact');
});

it('takes nothing from before for an encoder that is found on the machine', async () => {
  const other = { ...encoder, kind: 'onnx', source: 'nowhere' };
  const manifest = { encoder: other, probes };
  await expect(compareProbes(manifest, {}, { ...before, encoder: other })).rejects.toThrow();
});
