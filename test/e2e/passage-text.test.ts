import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hit } from '../../src/contract/search.ts';
import { search } from '../../src/library/ask.ts';
import { type Index, openIndex } from '../../src/library/open-index.ts';
import { type Served, serve } from '../../src/library/serve.ts';
import { buildGeneratedIndex } from '../support/generated-index.ts';
import { runProgram } from '../support/program.ts';

/** Six sentences of ten words, each a passage: the fourth alone says what is searched. */
const SENTENCES = Array.from(
  { length: 6 },
  (_, i) => `${i === 3 ? 'Salmon' : 'Coal'} ${Array.from({ length: 9 }, (_, n) => `word${i}x${n}`).join(' ')}.`,
);
const TEXT = SENTENCES.join(' ');
const DOCUMENTS = [
  { _id: 'long', title: 'Rivers', text: TEXT },
  { _id: 'copy', title: 'Rivers again', text: TEXT },
  { _id: 'short', title: 'Tin', text: 'Tin and glass.' },
];

describe('the text of a passage, and identical texts, at every door', () => {
  let directory: string;
  let index: Index;
  let served: Served;
  beforeAll(async () => {
    const lines = DOCUMENTS.map((document) => `${JSON.stringify(document)}\n`).join('');
    const passages = { kind: 'words', words: 10 } as const;
    directory = await buildGeneratedIndex('stillweb', lines, 'none', { passages });
    index = await openIndex(directory);
    served = await serve(directory, { port: 0, workers: 1 });
  });
  afterAll(async () => {
    await index?.close();
    await served?.[Symbol.asyncDispose]();
  });

  const first = async (options: Parameters<typeof search>[2]): Promise<Hit> => {
    const { hits } = await search(index, 'salmon', options);
    return hits[0];
  };
  const placeOf = (from: number, to: number) => {
    const text = SENTENCES.slice(from, to + 1).join(' ');
    const start = TEXT.indexOf(text);
    return { text, range: { start, end: start + text.length, total: TEXT.length } };
  };

  it('is that of the document where documents are ranked, and says no range', async () => {
    const hit = await first({ text: true });
    expect(hit.text).toBe(TEXT);
    expect(hit).not.toHaveProperty('range');
  });

  it.each([
    [undefined, 3, 3],
    [0, 3, 3],
    [1, 2, 4],
    [2, 1, 5],
    [3, 0, 5],
    [10, 0, 5],
  ])('is that of the passage, with expand %s of sentences %s to %s', async (expand, from, to) => {
    const hit = await first({ unit: 'passage', text: true, expand });
    expect(hit).toMatchObject({ passage: { id: 'long#3' }, ...placeOf(from, to) });
  });

  it.each([
    // One code unit less than the passage, the passage, and what a neighbour more takes.
    [placeOf(3, 3).text.length - 1, placeOf(3, 3).text.slice(0, -1)],
    [placeOf(3, 3).text.length, placeOf(3, 3).text],
    [placeOf(2, 3).text.length - 1, placeOf(3, 3).text],
    [placeOf(2, 3).text.length, placeOf(2, 3).text],
    [placeOf(2, 4).text.length, placeOf(2, 4).text],
  ])('takes whole neighbours only, within %s code units', async (maxChars, text) => {
    const hit = await first({ unit: 'passage', text: true, expand: 2, maxChars });
    expect(hit.text).toBe(text);
    expect(hit.range).toEqual({
      start: TEXT.indexOf(text),
      end: TEXT.indexOf(text) + text.length,
      total: TEXT.length,
    });
  });

  it('names the copies, of a document and of a passage, and gives them places of their own when asked', async () => {
    expect((await first({})).duplicates).toEqual(['copy']);
    expect((await first({ unit: 'passage' })).duplicates).toEqual(['copy#3']);
    const apart = await search(index, 'salmon', { collapse: false });
    expect(apart.hits.map(({ id }) => id)).toEqual(['long', 'copy']);
    for (const hit of apart.hits) expect(hit).not.toHaveProperty('duplicates');
    expect((await first({ filter: { excludeIds: ['copy'] } })).duplicates).toBeUndefined();
  });

  it('is one answer in a body, in a query string and in the terminal', async () => {
    const body = { query: 'salmon', unit: 'passage', text: true, expand: 1, collapse: false };
    const posted = await fetch(`${served.url}/v1/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const parameters = new URLSearchParams(
      Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)])),
    );
    const got = await fetch(`${served.url}/v1/search?${parameters}`);
    const text = await posted.text();
    expect(await got.text()).toBe(text);
    expect(got.headers.get('etag')).toBe(posted.headers.get('etag'));
    expect(JSON.parse(text).hits.map(({ id }: Hit) => id)).toEqual(['long', 'copy']);
    const { query, collapse, ...options } = body;
    const found = await search(index, query, { ...options, unit: 'passage', collapse });
    expect(JSON.parse(text).hits).toEqual(found.hits);
    const flags = ['--unit', 'passage', '--text', '--expand', '1', '--no-collapse', '--json'];
    expect(JSON.parse(runProgram(['search', directory, query, ...flags]).out).hits).toEqual(found.hits);
  });

  it('is printed whole, with the copies behind it', () => {
    const { out } = runProgram(['search', directory, 'salmon', '--unit', 'passage', '--text', '--expand', '1']);
    const onOneLine = out.replaceAll('\n     ', ' ');
    expect(onOneLine).toContain(`${placeOf(2, 4).text} the same text: copy#3\n`);
    const { code, err } = runProgram(['search', directory, 'salmon', '--expand', '1']);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('--expand widens the text of a passage and needs --unit passage and --text'),
    ]);
    expect(runProgram(['inspect', directory]).out).toMatch(/repeated texts +1 document, 6 passages/);
  });
});
