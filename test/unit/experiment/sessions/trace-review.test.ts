import { appendFileSync, copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measureJudged, type TraceReview, TraceReviewer } from '../../../../src/experiment/sessions/trace-review.ts';
import { MAX_SHOWN_TRACE_BYTES } from '../../../../src/limits.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { SESSION, startTraced } from '../../../support/traced-server.ts';

const reviewTrace = (path: string): Promise<TraceReview> => new TraceReviewer(path).latest();

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
    const reviewer = new TraceReviewer(path);
    const { sessions, summary } = await reviewer.latest();
    expect(sessions.map(({ session, measures }) => [session.name, measures.steps.length])).toEqual([
      ['one', 3],
      ['two', 1],
    ]);
    expect([summary.sessions, summary.events.search, summary.events.fetch]).toEqual([2, 3, 1]);
    const numbers = sessions[0].session.events.map(({ call }) => call!);
    expect(numbers).toEqual([1, 2, 4]);
    const calls = await reviewer.calls([...numbers, 4, 99]);
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

  it('reads on from where it stopped, measures anew what has grown alone, and begins again where the file has been replaced', async () => {
    const whole = readFileSync(await recorded());
    const path = join(temporaryFolder(), 'growing.jsonl');
    writeFileSync(path, '');
    const reviewer = new TraceReviewer(path);
    expect((await reviewer.latest()).sessions).toEqual([]);
    const cut = whole.lastIndexOf('{"call":4') + 5;
    writeFileSync(path, whole.subarray(0, cut));
    const first = await reviewer.latest();
    expect(first.sessions.map(({ measures }) => measures.steps.length)).toEqual([2, 1]);
    expect(await reviewer.latest()).toBe(first);
    // What was read is read no more: it could not be.
    writeFileSync(
      path,
      Buffer.concat([
        Buffer.alloc(whole.lastIndexOf('\n{"call":4'), 120),
        whole.subarray(whole.lastIndexOf('\n{"call":4')),
      ]),
    );
    const second = await reviewer.latest();
    expect(second.sessions.map(({ measures }) => measures.steps.length)).toEqual([3, 1]);
    expect(second.sessions[1]).toBe(first.sessions[1]);
    writeFileSync(path, whole.subarray(0, whole.lastIndexOf('\n{"call":2') + 1));
    expect((await reviewer.latest()).sessions.map(({ measures }) => measures.steps.length)).toEqual([1]);
    writeFileSync(path, whole);
    const both = await Promise.all([reviewer.latest(), reviewer.latest()]);
    expect(both[0]).toBe(both[1]);
    expect(both[0]).toMatchObject({ sessions: second.sessions });
  });

  it('reads lines that are longer than what is read at once, and lets others have the thread between lines', async () => {
    const path = await recorded();
    const answer = (name: string, text: string): string =>
      `${JSON.stringify({ answer: name, index: 'i', key: 'k', hits: null, bytes: text.length, text })}\n`;
    const [call] = readFileSync(path, 'utf8').match(/^\{"call":1,.*$/m) ?? [];
    appendFileSync(path, answer('x', 'x'.repeat(3 << 20)));
    appendFileSync(path, `${call?.replace('"session":"one"', '"session":"late"')}\n`);
    for (let i = 0; i < 2000; i++) appendFileSync(path, answer(`y${i}`, 'y'.repeat(9000)));
    let isRead = false;
    let turns = 0;
    const work = reviewTrace(path).finally(() => {
      isRead = true;
    });
    while (!isRead) {
      await new Promise(setImmediate);
      turns++;
    }
    expect((await work).sessions.map(({ session }) => session.name)).toEqual(['one', 'two', 'late']);
    expect(turns).toBeGreaterThan(5);
  });

  it('keeps calls of no session apart from one that is named as nothing is', async () => {
    const traced = await startTraced();
    await traced.running.post('/v1/search', { query: 'tide' });
    await traced.running.post('/v1/search', { query: 'rock' }, { [SESSION]: '#1' });
    await traced.running.post('/v1/fetch', { ids: ['limpet'] });
    await traced[Symbol.asyncDispose]();
    const { sessions, summary, unnamed } = await reviewTrace(traced.path);
    expect(sessions.map(({ session }) => session.name)).toEqual(['#1']);
    expect([summary.sessions, summary.steps, summary.events.search, unnamed.events]).toEqual([1, 1, 1, 2]);
    expect(unnamed.review()?.session.events.map(({ kind }) => kind)).toEqual(['search', 'fetch']);
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
