import { appendFileSync, copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measureJudged, reviewCalls, reviewTrace } from '../../../../src/experiment/sessions/trace-review.ts';
import { MAX_SHOWN_TRACE_BYTES } from '../../../../src/limits.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { SESSION, startTraced } from '../../../support/traced-server.ts';

async function recorded(): Promise<string> {
  const traced = await startTraced();
  const { running, path } = traced;
  const named = { [SESSION]: 'one' };
  await running.post('/v1/search', { query: 'tide' }, named);
  await running.post('/v1/fetch', { ids: ['limpet'] }, named);
  await running.post('/v1/search', { query: 'tide' }, { [SESSION]: 'two' });
  await running.post('/v1/search', { query: 'zzzz' }, named);
  await traced[Symbol.asyncDispose]();
  return path;
}

describe('a review of a trace', () => {
  it('tells sessions and their steps, and each call with its answer', async () => {
    const path = await recorded();
    const { sessions, summary } = await reviewTrace(path);
    expect(sessions.map(({ session, measures }) => [session.name, measures.steps.length])).toEqual([
      ['one', 3],
      ['two', 1],
    ]);
    expect([summary.sessions, summary.events.search, summary.events.fetch]).toEqual([2, 3, 1]);
    const numbers = sessions[0].session.events.map(({ call }) => call!);
    expect(numbers).toEqual([1, 2, 4]);
    const calls = await reviewCalls(path, new Set(numbers));
    expect([...calls.keys()]).toEqual(numbers);
    expect(JSON.parse(calls.get(1)!.answer!).hits.length).toBeGreaterThan(0);
    expect(JSON.parse(calls.get(4)!.answer!).hits).toEqual([]);
  });

  it('counts by step what is held for relevant', async () => {
    const [{ session }] = (await reviewTrace(await recorded())).sessions;
    expect(measureJudged(session, ['limpet', 'nowhere']).recall).toEqual({
      topic: 'one',
      relevant: 2,
      retrieved: [1, 1, 1],
      opened: [0, 1, 1],
    });
  });

  it('passes over a line that is still being written', async () => {
    const path = await recorded();
    const growing = join(temporaryFolder(), 'growing.jsonl');
    copyFileSync(path, growing);
    appendFileSync(growing, '{"call":5,"kind":"sea');
    expect((await reviewTrace(growing)).summary).toEqual((await reviewTrace(path)).summary);
  });

  it('leaves a trace that is too long to stillweb sessions', async () => {
    const path = join(temporaryFolder(), 'long.jsonl');
    writeFileSync(path, '');
    truncateSync(path, MAX_SHOWN_TRACE_BYTES + 1);
    await expect(reviewTrace(path)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      facts: { bytes: MAX_SHOWN_TRACE_BYTES + 1 },
    });
    await expect(reviewTrace(join(path, 'gone'))).rejects.toThrow();
  });
});
