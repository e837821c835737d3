import { beforeAll, describe, expect, it } from 'vitest';
import { fetch, search } from '../../src/library/ask.ts';
import { buildIndex } from '../../src/library/build-index.ts';
import { evaluate } from '../../src/library/evaluate.ts';
import { openIndex } from '../../src/library/open-index.ts';
import { serve } from '../../src/library/serve.ts';
import { changeFileSystem } from '../../src/store/file-system.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildGeneratedIndex('stillweb', makeCollection(120), 'static');
});

describe('searches of a program', () => {
  it('that are asked at once get each its own answer', async () => {
    await using index = await openIndex(directory);
    const queries = makeQueries(60);
    const alone = [];
    for (const query of queries) alone.push(await search(index, query));
    expect(await Promise.all(queries.map((query) => search(index, query)))).toEqual(alone);
    const ids = alone.flatMap(({ hits }) => hits.slice(0, 1).map(({ id }) => id));
    const read = await Promise.all(ids.map((id) => fetch(index, id)));
    expect(read.map(({ documents: [document] }) => document.id)).toEqual(ids);
  });

  it('finish before a close does, and a second close waits as the first', async () => {
    const index = await openIndex(directory);
    let hasAnswered = false;
    const answer = search(index, 'river').then(() => {
      hasAnswered = true;
    });
    const first = index.close();
    await index.close();
    expect(hasAnswered).toBe(true);
    await Promise.all([answer, first]);
  });

  it('meet a fault of the disk by its code, and so does opening', async () => {
    const index = await openIndex(directory);
    const fail = () => {
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    };
    const mend = changeFileSystem(() => ({ readSync: fail }));
    try {
      await expect(search(index, 'copper river')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
      expect(index.service.storage.faults).toBe(1);
      await expect(openIndex(directory)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    } finally {
      mend();
    }
    await index.close();
  });
});

describe('settings that no type has looked at', () => {
  const refused = (setting: string) =>
    expect.objectContaining({ code: 'SETTING_INVALID', facts: expect.objectContaining({ setting }) });

  it.each([
    ['inputs', { inputs: 'docs' }],
    ['inputs', { inputs: [] }],
    ['directory', { directory: undefined }],
    ['threads', { threads: Number.NaN }],
    ['threads', { threads: 0 }],
    ['memoryBytes', { memoryBytes: Number.NaN }],
    ['analyzer', { analyzer: 'klingon' }],
    ['ranking', { ranking: 'lucene' }],
    ['onError', { onError: 'ignore' }],
    ['modules', { modules: 'one.js' }],
    ['modules', { modules: ['./not-there.js'] }],
  ])('of a build are refused by name: %s', async (setting, change) => {
    const options = { inputs: ['docs'], directory: 'never', ...change };
    await expect(buildIndex(options as never)).rejects.toEqual(refused(setting));
  });

  it('of opening and serving are refused by name', async () => {
    for (const workers of [Number.NaN, -1, 0.5, '2']) {
      await expect(openIndex(directory, { workers: workers as never })).rejects.toEqual(refused('workers'));
    }
    await expect(openIndex(directory, { deadlineMs: Number.NaN })).rejects.toEqual(refused('deadlineMs'));
    await expect(serve([])).rejects.toEqual(refused('directories'));
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['rankng', 'ranking', () => buildIndex({ inputs: ['docs'], directory: 'never', rankng: 'bm25' } as never)],
    ['fuzy', 'fuzzy', () => evaluate(directory, { topics: 't', qrels: 'q', fuzy: false } as never)],
    ['worker', 'workers', () => openIndex(directory, { worker: 2 } as never)],
    ['prot', 'port', () => serve(directory, { prot: 0 } as never)],
    ['titel', 'title', () => buildIndex({ inputs: ['d'], directory: 'never', fields: { titel: 't' } } as never)],
    ['headerMs', 'headersMs', () => serve(directory, { timeouts: { headerMs: 1 } } as never)],
  ])('that no call knows are refused with the name that was most likely meant: %s', async (name, didYouMean, call) => {
    await expect(call()).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringMatching(
        new RegExp(`^[\\w ]+: unknown field ${name} \\(did you mean ${didYouMean}\\?\\)$`),
      ),
      facts: { setting: name, unknown: [name], didYouMean: [didYouMean] },
    });
  });

  it('of an evaluation are refused by name', async () => {
    const files = { topics: 't', qrels: 'q' };
    for (const [setting, value] of [
      ['fuzzy', 'false'],
      ['requestWords', 0],
      ['denseShare', 101],
      ['k', 10_001],
    ] as const) {
      await expect(evaluate(directory, { ...files, [setting]: value } as never)).rejects.toEqual(refused(setting));
    }
  });
});

describe('a request of a program', () => {
  it('is read with the options behind its ids, and refuses what would change nothing', async () => {
    await using index = await openIndex(directory);
    const [{ id }] = (await search(index, 'river')).hits;
    const whole = (await fetch(index, id)).documents[0].text as string;
    expect((await fetch(index, id, { maxChars: 5 })).documents[0].text).toBe(whole.slice(0, 5));
    expect((await fetch(index, [id], { offset: 3 })).documents[0].text).toBe(whole.slice(3));
    const refused = (fact: object) =>
      expect.objectContaining({ code: 'INVALID_REQUEST', facts: expect.objectContaining(fact) });
    const didYouMean = ['maxChars'];
    await expect(fetch(index, id, { maxChar: 5 } as never)).rejects.toEqual(refused({ didYouMean }));
    await expect(fetch(index, { ids: [id], maxChar: 5 } as never)).rejects.toEqual(refused({ didYouMean }));
    await expect(fetch(index, id, { ids: ['other'] } as never)).rejects.toEqual(refused({ field: 'ids' }));
    await expect(fetch(index, { ids: [id] } as never, { maxChars: 5 })).rejects.toEqual(refused({ field: 'maxChars' }));
    await expect(search(index, 'river', { query: 'sea' } as never)).rejects.toEqual(refused({ field: 'query' }));
  });
});

it('a server that is stopped while its indexes are opened serves nothing afterwards', async () => {
  let drained: Promise<unknown> = Promise.resolve();
  const served = await serve(directory, {
    port: 0,
    watches: false,
    onListening: (_, stopping) => {
      drained = stopping.drain();
    },
  });
  await drained;
  expect(served.server.service.search.snapshot).toBeNull();
  await served.close();
});
