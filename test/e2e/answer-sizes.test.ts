import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FetchRequest, SearchRequest } from '../../src/contract/search.ts';
import { completeSearch } from '../../src/contract/search-defaults.ts';
import type { StillwebError } from '../../src/errors.ts';
import { MAX_FETCH_CHARACTERS, MAX_FETCH_DOCUMENTS, MAX_RESPONSE_BYTES } from '../../src/limits.ts';
import { LocalDocuments } from '../../src/reading/readable-documents.ts';
import { Reader } from '../../src/reading/reader.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { writeBody } from '../../src/serving/written-answer.ts';
import type { DocumentStore } from '../../src/store/document-store.ts';
import { openIndex } from '../../src/store/open.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const LARGE = 12;
/** Documents that fit one answer. */
const FITTING = Math.floor(MAX_RESPONSE_BYTES / MAX_FETCH_CHARACTERS);
const tooLarge = expect.objectContaining({ code: 'RESPONSE_TOO_LARGE' });

/** How often a store is read. */
function counting(store: DocumentStore): { documents: DocumentStore; reads(): number } {
  let reads = 0;
  const count = (document: number): number => {
    reads++;
    return document;
  };
  const documents = {
    get: (document: number) => store.get(count(document)),
    getHeading: (document: number) => store.getHeading(count(document)),
    getShown: (document: number) => store.getShown(count(document)),
  };
  return { documents: documents as DocumentStore, reads: () => reads };
}

describe('an answer that would be too large', () => {
  let searcher: Searcher;
  beforeAll(async () => {
    const folder = temporaryFolder();
    const input = join(folder, 'large.jsonl');
    const text = 'tide '.repeat((MAX_FETCH_CHARACTERS + 5) / 5);
    const large = Array.from({ length: LARGE }, (_, i) => ({ _id: `l${i}`, url: `https://x.example/${i}`, text }));
    const linked = Array.from({ length: 40 }, (_, i) => ({
      _id: `${i}-${'i'.repeat(1900)}`,
      url: `https://y.example/${i}`,
      title: 't'.repeat(60_000),
      text: 'shell',
      links: large.map(({ url }) => url),
    }));
    writeFileSync(input, [...large, ...linked].map((document) => `${JSON.stringify(document)}\n`).join(''));
    const built = runProgram(['index', input, '--out', join(folder, 'index'), '--encoder', 'none', '--quiet']);
    expect(built.code, built.err).toBe(0);
    searcher = await Searcher.open(openIndex(join(folder, 'index')));
  }, 120_000);

  const fetch = (keys: Pick<FetchRequest, 'ids' | 'urls'>, maxChars = MAX_FETCH_CHARACTERS) => {
    const { documents, reads } = counting(searcher.documents);
    const reader = new Reader(new LocalDocuments(searcher.view, documents));
    return { run: () => reader.fetch({ ...keys, offset: 0, maxChars }), reads };
  };

  it('reads one document once, however often it is named', () => {
    const { run, reads } = fetch({ ids: Array<string>(MAX_FETCH_DOCUMENTS).fill('l0') });
    expect(run).toThrow(tooLarge);
    expect(reads()).toBe(1);
    const short = fetch({ ids: Array<string>(25).fill('l0'), urls: Array<string>(25).fill('https://x.example/0/') }, 7);
    expect(short.run().map(({ text }) => text)).toEqual(Array(MAX_FETCH_DOCUMENTS).fill('tide ti'));
    expect(short.reads()).toBe(1);
  });

  it('reads no document behind those that fill it', () => {
    const { run, reads } = fetch({ ids: Array.from({ length: LARGE }, (_, i) => `l${i}`) });
    expect(run).toThrow(tooLarge);
    expect(reads()).toBe(FITTING + 1);
    const byUrl = fetch({ urls: Array.from({ length: LARGE }, (_, i) => `https://x.example/${i}`) });
    expect(byUrl.run).toThrow(tooLarge);
    expect(byUrl.reads()).toBe(FITTING + 1);
  });

  it('is told from one that fits: that is whole, in the order that was asked for', () => {
    const ids = Array.from({ length: FITTING }, (_, i) => `l${FITTING - i}`);
    const { run } = fetch({ ids: [...ids, 'gone', 'gone'] });
    expect(run().map(({ id, text, error }) => [id, text?.length, error?.code])).toEqual([
      ...ids.map((id) => [id, MAX_FETCH_CHARACTERS, undefined]),
      ['gone', undefined, 'DOCUMENT_NOT_FOUND'],
      ['gone', undefined, 'DOCUMENT_NOT_FOUND'],
    ]);
  });

  it('asks between documents whether it is still wanted', () => {
    const { documents, reads } = counting(searcher.documents);
    const reader = new Reader(new LocalDocuments(searcher.view, documents));
    let left = 3;
    const checkpoint = (): void => {
      if (left-- === 0) throw new Error('enough');
    };
    const ids = ['l0', 'l1', 'l2', 'l3', 'l4'];
    expect(() => reader.fetch({ ids, offset: 0, maxChars: 1 }, checkpoint)).toThrow('enough');
    expect(reads()).toBe(3);
    left = 5;
    expect(() => reader.links('l0', checkpoint)).toThrow('enough');
    expect(reads()).toBe(3 + 5);
  });

  it('of links stops at the limit', () => {
    const { documents, reads } = counting(searcher.documents);
    const long = 'i'.repeat(2 ** 20);
    const titled = { ...documents, getHeading: (n: number) => ({ ...documents.getHeading(n), title: long }) };
    const reader = new Reader(new LocalDocuments(searcher.view, titled as DocumentStore));
    expect(() => reader.links('l0')).toThrow(tooLarge);
    expect(reads()).toBe(MAX_RESPONSE_BYTES / long.length);
  });

  it('of whole texts is refused before the last hit is read, as objects and as bytes', async () => {
    const request = {
      queries: ['tide'],
      mode: 'bm25',
      k: LARGE,
      offset: 0,
      unit: 'document',
      snippet: false,
      text: true,
      collapse: false,
      explain: false,
    } as unknown as SearchRequest;
    await expect(searcher.search(request)).rejects.toThrow(tooLarge);
    const { pipeline } = searcher;
    const ranked = await pipeline.rank(await pipeline.readTogether(request, () => {}), () => {});
    let bytes = 0;
    const write = () =>
      writeBody((out) => {
        try {
          pipeline.write(ranked, 0, out);
        } finally {
          ({ bytes } = out);
        }
      });
    expect(write).toThrow(tooLarge);
    expect(bytes).toBeLessThan(MAX_RESPONSE_BYTES + 2 * MAX_FETCH_CHARACTERS);
    expect((await searcher.search({ ...request, maxChars: 10 }))[0].hits).toHaveLength(LARGE);
  });

  it('of long ids of identical texts is refused when they are ranked', async () => {
    const request = completeSearch({ queries: ['shell'], mode: 'bm25', snippet: false });
    const [{ hits }] = await searcher.search(request);
    expect(hits.map(({ duplicates }) => duplicates?.length)).toEqual([39]);
    const { pipeline } = searcher;
    const many = { ...request, queries: Array<string>(256).fill('shell') };
    const rank = async () => pipeline.rank(await pipeline.readTogether(many, () => {}), () => {});
    await expect(rank()).rejects.toThrow(tooLarge);
    expect(await rank().catch((error: StillwebError) => error.facts)).toEqual({ maxBytes: MAX_RESPONSE_BYTES });
  });
});
