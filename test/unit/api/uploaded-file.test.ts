import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUploadedFile } from '../../../src/api/uploaded-file.ts';

async function* inPieces(bytes: Buffer, lengths: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const next = at + lengths[i % lengths.length];
    yield bytes.subarray(at, next);
    at = next;
  }
}

async function read(
  body: Buffer,
  type: string | undefined,
  lengths: readonly number[] = [body.length],
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of readUploadedFile(inPieces(body, lengths), type)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** As the platform writes a form of one file. */
async function formOf(bytes: Uint8Array<ArrayBuffer>): Promise<{ readonly body: Buffer; readonly type: string }> {
  const form = new FormData();
  form.set('trace', new File([bytes], 'run "1".jsonl\r\n', { type: 'text/html' }));
  const response = new Response(form);
  const type = response.headers.get('content-type') as string;
  return { body: Buffer.from(await response.arrayBuffer()), type };
}

describe('the file of a body', () => {
  it('is what was put into the form, in whatever pieces that arrives', async () => {
    const piece = fc.integer({ min: 1, max: 200 });
    // Line ends and hyphens are what a boundary is made of.
    const byte = fc.oneof(fc.constantFrom(13, 10, 45), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(byte, { maxLength: 300 }),
        fc.array(piece, { minLength: 1 }),
        async (bytes, lengths) => {
          const { body, type } = await formOf(Uint8Array.from(bytes));
          expect([...(await read(body, type, lengths))]).toEqual(bytes);
        },
      ),
    );
  });

  it('is the whole body where that is no form', async () => {
    for (const type of [undefined, 'application/jsonl', 'application/gzip', 'multipart/form-dataless'])
      expect((await read(Buffer.from('--a\r\n\r\nb'), type, [2])).toString()).toBe('--a\r\n\r\nb');
  });

  it('is refused where the form ends inside it, or is none', async () => {
    const { body, type } = await formOf(Uint8Array.from(Buffer.from('a line\n')));
    const quoted = type.replace(/boundary=(.*)/, 'boundary="$1"');
    expect((await read(body, quoted)).toString()).toBe('a line\n');
    for (const [sent, told] of [
      [body.subarray(0, -8), type],
      [Buffer.from('x'), type],
      [Buffer.alloc(9000, 'x'), type],
      [Buffer.concat([Buffer.from('x'), body]), type],
      [body, 'multipart/form-data'],
      // No file was chosen.
      [Buffer.from(body.toString('latin1').replace(/filename="[^"]*"/, 'filename=""'), 'latin1'), type],
    ] as const)
      await expect(read(sent, told, [3])).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
