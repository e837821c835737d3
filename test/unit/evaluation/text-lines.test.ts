import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readLines } from '../../../src/evaluation/text-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'lines-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function linesOf(content: string | Uint8Array, maxBytes?: number) {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return [...(await readLines(path, 'QRELS_INVALID', maxBytes))];
}

describe('lines', () => {
  it('keep their number when blank ones are left out, and end at LF or CRLF', async () => {
    expect(await linesOf('a\r\n\n \t\nb\n\nc')).toEqual([
      { number: 1, text: 'a' },
      { number: 4, text: 'b' },
      { number: 6, text: 'c', isOpen: true },
    ]);
  });

  it('may be no UTF-8, which is refused with the line', async () => {
    await expect(linesOf(Buffer.from([0x61, 10, 0x62, 0xff]))).rejects.toMatchObject({
      code: 'QRELS_INVALID',
      facts: { line: 2 },
    });
  });

  it('may fill the limit exactly and not exceed it, plain or packed', async () => {
    const text = 'abcdefghij';
    for (const content of [text, gzipSync(text)]) {
      expect(await linesOf(content, 10)).toHaveLength(1);
      await expect(linesOf(content, 9)).rejects.toMatchObject({ code: 'QRELS_INVALID', facts: { maxBytes: 9 } });
    }
  });

  it('of a gzip file that ends early are refused', async () => {
    await expect(linesOf(gzipSync('some text of some length').subarray(0, 20))).rejects.toMatchObject({
      code: 'QRELS_INVALID',
      message: expect.stringContaining('damaged gzip'),
    });
  });

  it('of a missing file or a folder are refused with the reason', async () => {
    const missing = readLines(join(folder, 'absent'), 'QRELS_INVALID');
    await expect(missing).rejects.toMatchObject({ code: 'INPUT_MISSING', message: expect.stringContaining('ENOENT') });
    await expect(readLines(folder, 'QRELS_INVALID')).rejects.toMatchObject({ code: 'INPUT_MISSING' });
  });
});
