import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { affordableWorkers, minBuildBytes } from '../../../indexer/build-memory.ts';
import { MIN_BUILD_BYTES } from '../../../indexer/least-memory.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import type { EncoderDescription } from '../../../src/contract/encoder-description.ts';
import { registerEncoder } from '../../../src/encoder/encoders.ts';
import { describeStaticEncoder, STATIC } from '../../../src/encoder/static-encoder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

const heavy: EncoderDescription = { ...describeStaticEncoder(), kind: 'heavy' };
registerEncoder({ ...STATIC, name: 'heavy', describe: () => heavy, memoryBytes: () => 500 * MIB });

it('the static encoder and none take what a worker has set aside: 224 MiB each, beside 224 MiB of the main thread', () => {
  for (const encoder of [null, { description: describeStaticEncoder() }]) {
    expect(minBuildBytes(encoder)).toBe(448 * MIB);
    expect(affordableWorkers(64, 448 * MIB, encoder)).toBe(1);
    expect(affordableWorkers(64, GIB, encoder)).toBe(3);
    expect(affordableWorkers(2, GIB, encoder)).toBe(2);
  }
  expect(MIN_BUILD_BYTES).toBe(448 * MIB);
});

it('an encoder that takes more leaves room for fewer workers, and asks for more memory to begin with', () => {
  expect(minBuildBytes({ description: heavy })).toBe((224 + 224 + 476) * MIB);
  expect(affordableWorkers(64, 4 * GIB, null)).toBe(17);
  expect(affordableWorkers(64, 4 * GIB, { description: heavy })).toBe(5);
  expect(affordableWorkers(64, GIB / 4, { description: heavy })).toBe(1);
});

it('--memory is refused where one worker with the encoder would break it, before anything is read', async () => {
  const directory = join(temporaryFolder(), 'index');
  const words = ['index', 'absent.jsonl', '--out', directory, '--encoder', 'heavy', '--memory', '923m', '--quiet'];
  const program = await buildProgram(words);
  await expect(program.parseAsync(words, { from: 'user' })).rejects.toMatchObject({
    code: 'SETTING_INVALID',
    message: expect.stringContaining('at least 924m'),
    facts: { setting: 'memory', leastBytes: 924 * MIB },
  });
  expect(existsSync(directory)).toBe(false);
});
