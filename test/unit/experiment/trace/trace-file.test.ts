import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TraceFile } from '../../../../src/experiment/trace/trace-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const lineOf = (text: string): string => `${text}\n`;

describe('a file of a trace', () => {
  it('has every line when its writer has been told so, in the order of the calls', async () => {
    const path = join(temporaryFolder(), 'trace.jsonl');
    const file = await TraceFile.open(path);
    const added = Array.from({ length: 200 }, (_, i) =>
      file.append([lineOf(`${i}a`), lineOf(`${i}b`)]).then(() => readFileSync(path, 'utf8').includes(`\n${i}b\n`)),
    );
    expect((await Promise.all(added)).every(Boolean)).toBe(true);
    const lines = Array.from({ length: 200 }, (_, i) => `${i}a\n${i}b\n`).join('');
    expect(readFileSync(path, 'utf8')).toBe(lines);
    await file.close();
  });

  it('has lines of texts and bytes in their order, whoever writes them and however long they are', async () => {
    // So that each write takes longer, and another thread makes the next.
    for (const slowMs of [undefined, -1]) {
      const path = join(temporaryFolder(), 'trace.jsonl');
      const file = await TraceFile.open(path, '', slowMs);
      const written: string[] = [];
      for (const text of ['a', 'é😀'.repeat(40_000), 'b', 'x'.repeat(5_000_000), 'c']) {
        const bytes = Buffer.from(`[${text}]`);
        await Promise.all([file.append([text, '\n']), file.append(['{', bytes, '}\n'])]);
        written.push(text, `{[${text}]}`);
      }
      await file.close();
      expect(readFileSync(path, 'utf8') === `${written.join('\n')}\n`).toBe(true);
    }
  });

  it('goes on behind the last whole line, whatever stands behind that', async () => {
    const path = join(temporaryFolder(), 'trace.jsonl');
    for (const rest of ['', '{"call":3,"ti', 'x'.repeat(200_000)]) {
      writeFileSync(path, `{"trace":1}\n{"call":2}\n${rest}`);
      const file = await TraceFile.open(path);
      expect((await file.findLast(() => true))?.toString()).toBe('{"call":2}');
      await file.append([lineOf('{"call":3}')]);
      await file.close();
      expect(readFileSync(path, 'utf8')).toBe('{"trace":1}\n{"call":2}\n{"call":3}\n');
    }
    writeFileSync(path, 'no line feed at all');
    const file = await TraceFile.open(path);
    expect(file.length).toBe(0);
    await file.close();
  });

  it('leaves a file alone that begins otherwise than it is to', async () => {
    const path = join(temporaryFolder(), 'notes.txt');
    for (const text of ['mine\nand not ended', '{"traces": 1}\n', 'x']) {
      writeFileSync(path, text);
      await expect(TraceFile.open(path, '{"trace":')).rejects.toMatchObject({ code: 'TRACE_INVALID', facts: { path } });
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });

  it('finds the last line of a kind behind and within lines of any length', async () => {
    const path = join(temporaryFolder(), 'trace.jsonl');
    for (const length of [1, 65_530, 65_536, 65_537, 300_000]) {
      writeFileSync(path, `${['first', 'x'.repeat(length), 'wanted 1', 'y'.repeat(length), 'z'].join('\n')}\n`);
      const file = await TraceFile.open(path);
      const found = await file.findLast((line) => line.toString().startsWith('wanted'));
      expect(found?.toString()).toBe('wanted 1');
      expect((await file.findLast((line) => line.toString().startsWith('first')))?.toString()).toBe('first');
      expect(await file.findLast((line) => line.toString() === 'none')).toBeNull();
      await file.close();
    }
  });

  it('is written by one process alone', async () => {
    const path = join(temporaryFolder(), 'trace.jsonl');
    const file = await TraceFile.open(path);
    await expect(TraceFile.open(path)).rejects.toMatchObject({ code: 'TRACE_IN_USE' });
    await file.close();
    await (await TraceFile.open(path)).close();
  });

  it('tells whoever adds to it when the disk does not take it, and keeps no part of that', async () => {
    if (process.platform !== 'linux') return;
    const file = await TraceFile.open('/dev/full').catch((error) => error);
    // A device has no length, and cannot be gone on with: what matters is the fault of the write.
    if (!(file instanceof TraceFile)) return expect(file.code).toBe('STORAGE_FAILED');
    await expect(file.append([lineOf('a')])).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      facts: { errno: 'ENOSPC' },
    });
    expect(file.length).toBe(0);
    await file.close();
  });

  it('keeps nothing that was added while a write failed, and goes on with what comes then', async () => {
    if (process.platform !== 'linux') return;
    const path = join(temporaryFolder(), 'trace.jsonl');
    const file = await TraceFile.open(path, '', -1);
    await file.append([lineOf('a')]);
    // The next write is another thread's, as this one took longer than no time.
    const handle = await open(path, 'r');
    const probe = Object.getPrototypeOf(handle) as { write: (...args: unknown[]) => Promise<unknown> };
    const { write } = probe;
    let fail: (error: Error) => void = () => {};
    const begun = new Promise<void>((resolve) => {
      probe.write = () => {
        resolve();
        return new Promise((_, reject) => {
          fail = reject;
        });
      };
    });
    const lost = file.append([lineOf('b')]);
    await begun;
    const behind = file.append([lineOf('c')]);
    probe.write = write;
    fail(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' }));
    await expect(lost).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await expect(behind).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await file.append([lineOf('d')]);
    await file.close();
    await handle.close();
    expect(readFileSync(path, 'utf8')).toBe('a\nd\n');
  });

  it('refuses what is no file', async () => {
    await expect(TraceFile.open(temporaryFolder())).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  it('keeps what another program has added in whole lines', async () => {
    const path = join(temporaryFolder(), 'trace.jsonl');
    writeFileSync(path, 'a\n');
    appendFileSync(path, 'b\n');
    const file = await TraceFile.open(path);
    await file.append([]);
    await file.append([lineOf('c')]);
    await file.close();
    expect(readFileSync(path, 'utf8')).toBe('a\nb\nc\n');
  });
});
