import { describe, expect, it } from 'vitest';
import { createEncoder } from '../../../src/encoder/encoders.ts';

describe('the encoder setting', () => {
  it('static names the encoder that ships with the program', async () => {
    expect((await createEncoder('static'))?.description.name).toBe('static-minilm');
  });

  it('none names no encoder', async () => {
    expect(await createEncoder('none')).toBeNull();
  });

  it.each(['onnx:/models/minilm', 'http://localhost:8080/embed', 'recorded:vectors.jsonl'])(
    '%s is refused as something that comes later',
    async (spec) => {
      await expect(createEncoder(spec)).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        message: expect.stringContaining('later version'),
      });
    },
  );

  it.each(['', 'Static', 'minilm', 'toString'])('%j is refused as unknown', async (spec) => {
    await expect(createEncoder(spec)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.not.stringContaining('later version'),
      facts: { encoder: spec, supported: ['static', 'none'] },
    });
  });
});
