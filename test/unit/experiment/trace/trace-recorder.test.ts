import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StillwebError } from '../../../../src/errors.ts';
import { type RecordedCall, TraceRecorder } from '../../../../src/experiment/trace/trace-recorder.ts';
import type { CallOutcome } from '../../../../src/serving/conductor.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const CALL: RecordedCall = {
  ms: 1.23456,
  session: null,
  step: null,
  door: '/v1/search',
  kind: 'search',
  index: { name: 'wiki', id: 'i1' },
  asked: {},
};
const said = (text: string): CallOutcome => ({ answer: { body: Buffer.from(JSON.stringify(text)), hits: 1 } });

async function linesOf(outcomes: readonly (readonly [key: string | null, outcome: CallOutcome])[], most?: number) {
  const path = join(temporaryFolder(), 'trace.jsonl');
  const recorder = await TraceRecorder.open(path, undefined, most);
  for (const [key, outcome] of outcomes) await recorder.add(CALL, key, outcome);
  await recorder.close();
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => JSON.parse(line));
}

describe('the recorder of a trace', () => {
  it('goes on behind the last call of a trace, and not with a file whose calls it cannot read', async () => {
    const path = join(temporaryFolder(), 'trace.jsonl');
    writeFileSync(path, '{"trace":1}\n{"call":41,"time":""}\n');
    const recorder = await TraceRecorder.open(path);
    await recorder.add(CALL, 'a', said('x'));
    await recorder.close();
    expect(readFileSync(path, 'utf8')).toContain('\n{"call":42,');
    for (const last of ['{"call":41,', '{"call":"41"}', '{"call":0}']) {
      const damaged = `{"trace":1}\n${last}\n`;
      writeFileSync(path, damaged);
      await expect(TraceRecorder.open(path)).rejects.toMatchObject({ code: 'TRACE_INVALID', facts: { path } });
      expect(readFileSync(path, 'utf8')).toBe(damaged);
    }
  });

  it('writes an answer before the first call that it answers, and again when the same key is answered otherwise', async () => {
    const lines = await linesOf([
      ['a', said('x')],
      ['a', said('x')],
      ['b', said('x')],
      ['a', said('y')],
    ]);
    expect(lines.map((line) => line.body ?? line.call)).toEqual(['x', 1, 2, 'x', 3, 'y', 4]);
    const [, one, two, , three] = lines;
    expect(one.answer).toBe(two.answer);
    expect(one.answer).not.toBe(three.answer);
    expect(one.ms).toBe(1.235);
  });

  it('keeps a refusal that the key determines, and no fault', async () => {
    const refusal = new StillwebError('DOCUMENT_NOT_FOUND', 'none', { id: 'x' });
    const fault = new StillwebError('WORKER_FAILED', 'gone');
    const lines = await linesOf([
      ['a', { error: refusal }],
      ['a', { error: fault }],
      ['a', { error: new TypeError('a bug') }],
      [null, { error: refusal }],
    ]);
    expect(lines.map(({ answer, call, status, error }) => [typeof answer, call, status, error?.code ?? error])).toEqual(
      [
        ['string', undefined, undefined, 'DOCUMENT_NOT_FOUND'],
        ['string', 1, 404, 'DOCUMENT_NOT_FOUND'],
        ['object', 2, 503, 'WORKER_FAILED'],
        ['object', 3, 500, 'INTERNAL'],
        ['object', 4, 404, 'DOCUMENT_NOT_FOUND'],
      ],
    );
  });

  it('knows so many answers and no more: one that it has forgotten is written again', async () => {
    const keys = ['a', 'b', 'c', 'a'];
    const written = async (most?: number) =>
      (
        await linesOf(
          keys.map((key) => [key, said(key)] as const),
          most,
        )
      ).flatMap(({ body }) => body ?? []);
    expect(await written()).toEqual(['a', 'b', 'c']);
    // A key has one character here, and an answer tells of no document.
    expect(await written(2)).toEqual(['a', 'b', 'c', 'a']);
  });
});
