import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import type { Hit } from '../../src/contract/search.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { MAX_HIT_DUPLICATES } from '../../src/limits.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex } from '../support/generated-index.ts';

const WORDS = ['acid', 'coal', 'river', 'salmon', 'copper', 'tin', 'glass', 'harbour'];
const ALL = 10_000;

interface Made {
  readonly id: string;
  readonly text: string;
  readonly site: number;
}

/** Texts out of few, so that most have copies: one in three of several passages, one in ten white space alone. */
function makeDocuments(seed: number, count: number, distinct: number): Made[] {
  const next = xorshift32(seed);
  const word = () => WORDS[next() % WORDS.length];
  const texts = Array.from({ length: distinct }, (_, i) => {
    if (i % 10 === 9) return ' ';
    const sentences = i % 3 === 0 ? 1 + (next() % 6) : 1;
    return Array.from({ length: sentences }, () => `${Array.from({ length: 9 }, word).join(' ')}.`).join(' ');
  });
  return Array.from({ length: count }, (_, i) => ({
    id: `d${i}`,
    text: `${texts[next() % distinct]}${i % 4 === 0 ? '\n' : ''}`,
    site: next() % 3,
  }));
}

const toLine = ({ id, text, site }: Made) =>
  `${JSON.stringify({ _id: id, title: site === 0 ? 'coal harbour' : '', text, url: `https://host${site}.example/${id}` })}\n`;

/** Few texts of many documents, and many of few; as long as one leg goes, and longer. */
const COLLECTIONS = [
  { seed: 5, count: 60, distinct: 12 },
  { seed: 6, count: 400, distinct: 300 },
  { seed: 7, count: 700, distinct: 4 },
  { seed: 8, count: 1_500, distinct: 150 },
];

describe.each(COLLECTIONS)('of $count documents with $distinct texts', ({ seed, count, distinct }) => {
  const documents = makeDocuments(seed, count, distinct);
  const byId = new Map(documents.map((document) => [document.id, document]));
  let searcher: Searcher;
  beforeAll(async () => {
    const lines = documents.map(toLine).join('');
    const passages = { kind: 'words', words: 12 } as const;
    searcher = await Searcher.open(openIndex(await buildGeneratedIndex('stillweb', lines, 'static', { passages })));
  });
  afterAll(() => searcher.close());

  const ask = async (body: object): Promise<readonly Hit[]> => {
    const { request } = canonicalizeSearch({ k: ALL, snippet: false, ...body });
    return (await searcher.search(request))[0].hits;
  };

  /** What the page holds of a hit's text: that of its document, or of its passage. */
  const textOf = ({ id, passage }: Pick<Hit, 'id' | 'passage'>, unit: string): string => {
    const { text } = byId.get(id) as Made;
    return unit === 'document' ? text.trim() : text.slice(passage?.start, passage?.end);
  };

  const queries = [
    'coal river',
    'harbour',
    'acid acid glass tin',
    'salmon -copper',
    '"river coal" tin',
    'coal -site:host1.example',
  ];
  const requests = (['document', 'passage'] as const).flatMap((unit) =>
    (['bm25', 'dense', 'hybrid'] as const).flatMap((mode) =>
      queries.flatMap((query) => [
        { unit, mode, query },
        { unit, mode, query, filter: { sites: ['host0.example', 'host2.example'] } },
      ]),
    ),
  );

  it('the list without copies is the whole list, each text where its best stands', async () => {
    let folded = 0;
    for (const request of requests) {
      const whole = await ask({ ...request, collapse: false });
      const seen = new Set<string>();
      const kept = whole.filter((hit) => {
        const text = textOf(hit, request.unit);
        if (text !== '' && seen.has(text)) return false;
        seen.add(text);
        return true;
      });
      folded += whole.length - kept.length;
      const found = await ask(request);
      const plain = ({ duplicates, moreDuplicates, ...hit }: Hit) => hit;
      expect(found.map(plain)).toEqual(kept.map((hit, i) => ({ ...hit, rank: i + 1 })));
      for (const [offset, k] of [
        [0, 1],
        [0, 7],
        [3, 10],
        [Math.max(0, found.length - 2), 5],
      ]) {
        expect(await ask({ ...request, offset, k })).toEqual(found.slice(offset, offset + k));
      }
    }
    expect(folded).toBeGreaterThan(100);
  });

  it('each hit names those of its text that the filter admits, in the order of the collection', async () => {
    // Every passage that is admitted is in the list of the dense leg, whatever was asked.
    for (const request of requests.filter(({ unit, mode }) => mode === 'dense' || unit === 'document')) {
      const admitted = await ask({ ...request, mode: 'dense', collapse: false });
      const order = admitted
        .map((hit) => ({ hit, at: documents.findIndex(({ id }) => id === hit.id), start: hit.passage?.start ?? 0 }))
        .sort((a, b) => a.at - b.at || a.start - b.start)
        .map(({ hit }) => hit);
      for (const hit of await ask(request)) {
        const idOf = ({ id, passage }: Hit) => (request.unit === 'document' ? id : (passage?.id as string));
        const text = textOf(hit, request.unit);
        const others = order.filter((other) => idOf(other) !== idOf(hit) && textOf(other, request.unit) === text);
        const expected = text === '' ? [] : others.map(idOf);
        expect(hit.duplicates ?? []).toEqual(expected.slice(0, MAX_HIT_DUPLICATES));
        expect(hit.moreDuplicates ?? 0).toBe(Math.max(0, expected.length - MAX_HIT_DUPLICATES));
        expect('duplicates' in hit).toBe(expected.length > 0);
      }
    }
  });
});
