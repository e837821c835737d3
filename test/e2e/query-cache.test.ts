import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readQueryCache } from '../../src/experiment/trace/query-cache.ts';
import { type Served, serve } from '../../src/library/serve.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HIT = { id: 'https://a.example/', url: 'https://a.example/', title: 'A', snippet: 'sea', text: 'sea' };

function write(content: unknown, name = 'search_cache.json'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const onlyOf = (found: unknown) => readQueryCache(write({ tide: found })).results.get('tide');

describe('a cache of queries', () => {
  it.each([
    ['of a list', [{ title: 'A', url: HIT.url, snippet: 'sea' }]],
    ['of Serper', { organic: [{ title: 'A', link: HIT.url, snippet: 'sea', position: 1 }] }],
    ['of Bing', { webPages: { value: [{ name: 'A', url: HIT.url, snippet: 'sea' }] } }],
    ['of Brave', { web: { results: [{ title: 'A', url: HIT.url, description: 'sea' }] } }],
    ['of Tavily', { results: [{ title: 'A', url: HIT.url, content: 'sea' }] }],
    ['of DuckDuckGo', [{ title: 'A', href: HIT.url, body: 'sea' }]],
    ['of a retriever of trainers', { result: [{ document: { url: HIT.url, title: 'A', contents: 'sea' }, score: 1 }] }],
    ['written as a text', JSON.stringify({ organic: [{ title: 'A', link: HIT.url, snippet: 'sea' }] })],
  ])('is read in the form %s', (_form, found) => {
    expect(onlyOf(found)).toEqual([HIT]);
  });

  it('has a result of each text, named by what it says', () => {
    const [one] = onlyOf('Page 1: the moon pulls the sea.') ?? [];
    expect(one).toMatchObject({ url: null, title: '', text: 'Page 1: the moon pulls the sea.' });
    expect(one.id).toMatch(/^[0-9a-f]{16}$/);
    expect(onlyOf(['one', 'two'])?.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(onlyOf([{ id: 'd7', text: 'seven', date: '2024-05-01T00:00' }])).toEqual([
      { id: 'd7', url: null, title: '', snippet: 'seven', text: 'seven', date: '2024-05-01' },
    ]);
    expect(onlyOf([])).toEqual([]);
  });

  it('may have a line for each query', () => {
    const lines = [{ query: 'tide', results: ['sea'] }, { kelp: ['light'] }, { query: 'ebb', result: 'low' }];
    const { results } = readQueryCache(write(lines.map((line) => JSON.stringify(line)).join('\n')));
    expect([...results].map(([query, found]) => [query, found.map(({ text }) => text)])).toEqual([
      ['tide', ['sea']],
      ['kelp', ['light']],
      ['ebb', ['low']],
    ]);
  });

  it.each([
    ['of no query', {}, 'it holds no query'],
    ['of errors alone', { tide: { error: 'rate limit' }, ebb: null, kelp: [7] }, 'stands a text or a result'],
    ['that is no JSON', 'a,b\n', 'line 1 is no object'],
    ['that is a list', '[1]', 'line 1 is no object'],
  ])('%s is refused', (_name, content, said) => {
    expect(() => readQueryCache(write(content))).toThrow(
      expect.objectContaining({ code: 'TRACE_INVALID', message: expect.stringContaining(said) }),
    );
  });

  it('is refused where it is longer than can be read, and where it is not there', () => {
    expect(() => readQueryCache(write({ tide: 'sea' }), 10)).toThrow(
      expect.objectContaining({ code: 'TRACE_INVALID' }),
    );
    expect(() => readQueryCache('/nowhere.json')).toThrow(expect.objectContaining({ code: 'STORAGE_FAILED' }));
    const packed = join(temporaryFolder(), 'cache.json.gz');
    writeFileSync(packed, gzipSync(JSON.stringify({ tide: 'sea' })));
    expect(() => readQueryCache(packed, 10)).toThrow(expect.objectContaining({ code: 'TRACE_INVALID' }));
  });

  it('leaves out what is no answer, and says how much and where', () => {
    const { results, notes } = readQueryCache(
      write({ tide: { error: 'rate limit' }, ebb: [{ foo: 'bar' }], kelp: [null, 'x'], none: '', ' kelp': 'y' }),
    );
    expect([...results].map(([query, found]) => [query, found.map(({ text }) => text)])).toEqual([
      ['kelp', ['y']],
      ['none', []],
    ]);
    expect(notes).toEqual([
      expect.stringContaining('2 × query left out: no text and no result stands with it; the first is "tide"'),
      expect.stringContaining('1 × result left out'),
      expect.stringContaining('1 × query stands more than once: the last counts; the first is "kelp"'),
    ]);
    expect(readQueryCache(write({ tide: 'sea' })).notes).toEqual([]);
    const lines = readQueryCache(write('{"query":"tide","error":"rate limit"}\n{"ebb":"low"}\n{"ebb":null}\n'));
    expect([...lines.results.keys(), lines.notes.length]).toEqual(['ebb', 1]);
  });

  it('may begin with a byte order mark', () => {
    expect(readQueryCache(write('\uFEFF{"tide":"sea"}')).results.get('tide')).toHaveLength(1);
  });
});

describe('a server of a cache', () => {
  const CACHE = {
    'who pulls the tide': [
      {
        title: 'Tide',
        url: 'https://sea.example/tide',
        snippet: 'The moon.',
        content: 'The moon pulls the tide.\nTwice a day.',
      },
      { title: 'Kelp', url: 'https://sea.example/kelp', snippet: 'It bends.' },
    ],
    ebb: 'The ebb is the low tide.',
  };
  const options = { port: 0, log: null } as const;
  const ask = async ({ url }: Served, path: string, body: unknown) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    // biome-ignore lint/suspicious/noExplicitAny: the expectations say what it is
    return { status: answer.status, tag: answer.headers.get('etag'), body: (await answer.json()) as any };
  };

  it('answers what was asked, through any door, and refuses the rest', async () => {
    await using served = await serve([], { ...options, fromTrace: write(CACHE) });
    const first = await ask(served, '/v1/search', { query: 'who pulls the tide', text: true, maxChars: 8 });
    expect(first.body).toMatchObject({
      index: { name: 'search_cache', id: served.indexes[0].id },
      hits: [
        { rank: 1, id: 'https://sea.example/tide', snippet: 'The moon.', text: 'The moon', score: 2 },
        { rank: 2, title: 'Kelp', score: 1 },
      ],
    });
    expect((await ask(served, '/v1/search', { query: 'who pulls the tide', text: true, maxChars: 8 })).tag).toBe(
      first.tag,
    );
    const page = await ask(served, '/v1/search', { query: ' who pulls the tide ', k: 1, offset: 1 });
    expect(page.body.hits).toMatchObject([{ rank: 2, id: 'https://sea.example/kelp', score: 1 }]);
    const serper = await ask(served, '/serper/search', { q: 'who pulls the tide' });
    expect(serper.body.organic).toMatchObject([
      { link: 'https://sea.example/tide', snippet: 'The moon.' },
      { title: 'Kelp' },
    ]);
    const trained = await ask(served, '/retrieve', { queries: ['ebb'], topk: 1 });
    expect(trained.body.result[0][0].contents).toBe('""\nThe ebb is the low tide.');
    const read = await ask(served, '/v1/fetch', {
      urls: ['https://sea.example/tide', 'https://gone.example/'],
      lines: { from: 2, count: 1 },
    });
    expect(read.body.documents).toMatchObject([{ text: 'Twice a day.' }, { error: { code: 'DOCUMENT_NOT_FOUND' } }]);
    expect(await ask(served, '/v1/search', { query: 'never asked' })).toMatchObject({
      status: 404,
      body: { error: { code: 'TRACE_MISS' } },
    });
    expect(await ask(served, '/v1/search', { query: 'ebb', filter: { languages: ['en'] } })).toMatchObject({
      body: { error: { code: 'UNSUPPORTED', facts: { field: 'filter' } } },
    });
    expect(await ask(served, '/v1/grep', { pattern: 'moon' })).toMatchObject({
      body: { error: { code: 'UNSUPPORTED' } },
    });
  });

  it('answers from a packed file, says what of it is left out, and refuses each lever that the tool was not asked', async () => {
    const path = join(temporaryFolder(), 'cache.json.gz');
    writeFileSync(path, gzipSync(JSON.stringify({ tide: 'the sea', ebb: { error: 'rate limit' } })));
    const notes: string[] = [];
    await using served = await serve([], { ...options, fromTrace: path, onNote: (said) => notes.push(said) });
    expect(notes).toEqual([expect.stringContaining('1 × query left out')]);
    expect(served.indexes[0].name).toBe('cache');
    expect((await ask(served, '/v1/search', { query: 'tide' })).body.hits).toHaveLength(1);
    expect((await ask(served, '/v1/search', { query: 'ebb' })).body.error.code).toBe('TRACE_MISS');
    const levers = {
      minScore: 1,
      minCoverage: 0.5,
      exact: true,
      denseShare: 40,
      fuzzy: false,
      requestWords: false,
      collapse: 'identical',
      fields: ['author'],
    };
    const refusals: string[][] = [];
    for (const [name, value] of Object.entries(levers)) {
      const { error } = (await ask(served, '/v1/search', { query: 'tide', [name]: value })).body;
      refusals.push([name, error?.code, error?.facts.field]);
    }
    expect(refusals).toEqual(Object.keys(levers).map((name) => [name, 'UNSUPPORTED', name]));
    expect((await ask(served, '/v1/search', { query: 'tide', collapse: false })).body.hits).toHaveLength(1);
    expect((await ask(served, '/v1/search', { query: 'tide', mode: 'hybrid' })).body.error.code).toBe(
      'MODE_UNAVAILABLE',
    );
  });

  it('has another id where the file has other bytes', async () => {
    await using one = await serve([], { ...options, fromTrace: write(CACHE) });
    await using other = await serve([], { ...options, fromTrace: write({ ...CACHE, flood: 'high' }) });
    expect(one.indexes[0].id).not.toBe(other.indexes[0].id);
  });

  it('is refused beside directories, whose answers would be of another collection, and where it is no file', async () => {
    await expect(serve('/nowhere', { ...options, fromTrace: write(CACHE) })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      facts: { setting: 'fromTrace' },
    });
    for (const fromTrace of ['/nowhere/cache.json', temporaryFolder()]) {
      await expect(serve([], { ...options, fromTrace })).rejects.toMatchObject({ code: 'INPUT_MISSING' });
    }
  });
});
