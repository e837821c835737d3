import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTrace, type TraceEntry, type TraceReading } from '../../../../src/experiment/trace/read-trace.ts';
import { type TraceAnswer, writeAnswerLine } from '../../../../src/experiment/trace/trace-line.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const HEAD = '{"trace":1,"software":"stillweb 0.1.0","started":"2026-01-01T00:00:00.000Z"}';

async function read(text: string | Buffer, ...options: unknown[]): Promise<TraceEntry[]> {
  const path = join(temporaryFolder(), 'trace.jsonl');
  writeFileSync(path, text);
  const entries: TraceEntry[] = [];
  for await (const entry of readTrace(path, ...(options as [(() => boolean)?, TraceReading?]))) entries.push(entry);
  return entries;
}

describe('the reader of traces', () => {
  it('gives bodies back byte for byte, whatever is in them', async () => {
    const bodies: [string, Buffer][] = [
      ['', Buffer.from('{"a":"},\\n\\"body\\":","é":1e400}')],
      ['', Buffer.from('[ 1.0,\t2 ]')],
      ['["dialect"]', Buffer.from('[1],[2]\n')],
      ['["dialect"]', Buffer.from([123, 255, 125])],
      ['text/html', Buffer.from([0, 10, 255, 34, 125])],
      ['text/html', Buffer.alloc(0)],
    ];
    const lines = bodies.map(([type, body], i) => {
      const mediaType = type === 'text/html' ? type : undefined;
      const key = mediaType === undefined && type !== '' ? `k\n${type}` : 'k';
      const answer: TraceAnswer = {
        answer: String(i),
        index: 'x',
        key,
        hits: 1,
        mediaType,
        bytes: body.length,
      };
      return Buffer.concat(writeAnswerLine(answer, body).map((piece) => Buffer.from(piece)));
    });
    const entries = await read(Buffer.concat([Buffer.from(`${HEAD}\n`), ...lines]));
    expect(entries.slice(1).map((entry) => (entry.kind === 'answer' ? Buffer.from(entry.body ?? []) : null))).toEqual(
      bodies.map(([, body]) => body),
    );
  });

  it('passes over a line that was not ended, and says so', async () => {
    const cut: number[] = [];
    const onCut = (line: number) => cut.push(line);
    expect(await read(`${HEAD}\n{"call":1`, undefined, { onCut })).toHaveLength(1);
    expect(cut).toEqual([2]);
    expect(await read(`${HEAD}\n`, undefined, { onCut })).toHaveLength(1);
    expect(cut).toEqual([2]);
  });

  it.each([
    ['nothing', '', 1],
    ['another file', '{"query":"x"}\n', 1],
    ['a trace of a later version', '{"trace":9}\n', 1],
    ['a line of another kind', `${HEAD}\n{"hello":1}\n`, 2],
    ['a line that is no JSON', `${HEAD}\n{"call":1,}\n`, 2],
  ])('refuses %s, and says which line it is', async (_, text, line) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'TRACE_INVALID', facts: { line } });
  });

  it('refuses a line without an end, and reads no line that nobody wants', async () => {
    await expect(
      read(`${HEAD}\n{"call":${'1'.repeat(300_000)}`, () => true, { maxLineBytes: 100_000 }),
    ).rejects.toMatchObject({
      code: 'TRACE_INVALID',
      facts: { maxBytes: 100_000 },
    });
    expect(await read(`${HEAD}\n{"call":1,}\n`, () => false)).toEqual([]);
  });

  it('tells a file that is not there from one that is no trace', async () => {
    const missing = (said: string) => ({ code: 'INPUT_MISSING', message: expect.stringContaining(said) });
    await expect(readTrace('/nowhere/trace.jsonl').next()).rejects.toMatchObject(missing('ENOENT'));
    await expect(readTrace(temporaryFolder()).next()).rejects.toMatchObject(missing('is a folder'));
    await expect(readTrace('/dev/null').next()).rejects.toMatchObject(missing('save what it gives to a file'));
  });
});
