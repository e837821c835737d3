import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { JsonWriter } from '../../src/bytes/json-writer.ts';
import type { SearchRequest } from '../../src/contract/search.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What JSON must escape, what a snippet must not cut, and what a hit leaves out. */
const ODD_DOCUMENTS = [
  { _id: 'quo"te', title: 'A "title" \\ with\tsigns', text: 'He said "acid"\n\nand left. The acid rain\u2028fell.' },
  { _id: 'pairs', title: '', text: `${'🙂 acid 漢字 '.repeat(90)} é\u0301nd`, url: 'http://h/a"b', date: '2024-02-29' },
  { _id: 'long', title: 'Acid', text: `${'word '.repeat(3000)}acid ${'"rain" '.repeat(3000)}` },
  { _id: 'control', title: 'acid\u0001', text: 'acid \u0002 rain \u001f of coal' },
];

/** The hits of each query. */
async function write(searcher: Searcher, request: SearchRequest): Promise<string[]> {
  const out = new JsonWriter(64, 1 << 24);
  const search = await searcher.readTogether(request);
  return request.queries.map((_, query) => {
    out.begin();
    searcher.write(search, query, searcher.rankQuery(search, query), out);
    return Buffer.from(out.finish()).toString('utf8');
  });
}

// promise: rank/same-bytes
describe('hits written as text', () => {
  const searchers: Searcher[] = [];
  const request = (query: string, rest: Partial<SearchRequest> = {}): SearchRequest => ({
    queries: [query],
    k: 10,
    offset: 0,
    unit: 'document',
    snippet: { tokens: 12 },
    text: false,
    explain: false,
    ...rest,
  });

  beforeAll(async () => {
    const generated = await buildGeneratedIndex('stillweb', makeCollection(400));
    const folder = temporaryFolder();
    const input = join(folder, 'odd.jsonl');
    writeFileSync(input, ODD_DOCUMENTS.map((document) => `${JSON.stringify(document)}\n`).join(''));
    const odd = join(folder, 'odd');
    const built = runProgram(['index', input, '--out', odd, '--encoder', 'none', '--quiet']);
    expect(built.code, built.err).toBe(0);
    for (const directory of [generated, odd]) searchers.push(await Searcher.open(openIndex(directory)));
  });

  it('are those of the objects, from the first time to the last', async () => {
    const queries = [...makeQueries(40), 'acid "rain"', '漢字', 'said', 'nothing-of-this', ''];
    const variants: Partial<SearchRequest>[] = [
      {},
      { unit: 'passage', k: 3, offset: 2 },
      { snippet: { tokens: 1 } },
      { snippet: false },
      { text: true, maxChars: 9 },
      { explain: true },
    ];
    let hits = 0;
    for (const searcher of searchers) {
      for (let round = 0; round < 2; round++) {
        for (const query of queries) {
          for (const variant of variants) {
            const [expected] = await searcher.search(request(query, variant));
            const [written] = await write(searcher, request(query, variant));
            expect(written).toBe(expected.hits.map((hit) => JSON.stringify(hit)).join(','));
            hits += expected.hits.length;
          }
        }
      }
    }
    expect(hits).toBeGreaterThan(1000);
  });

  it('of a batch are those of its queries', async () => {
    const queries = makeQueries(20);
    for (const searcher of searchers) {
      const together = await write(searcher, request('', { queries }));
      const apart = await Promise.all(queries.map(async (query) => (await write(searcher, request(query)))[0]));
      expect(together).toEqual(apart);
    }
  });
});
