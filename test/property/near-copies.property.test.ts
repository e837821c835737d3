import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CopyFinder } from '../../indexer/copies/copy-finder.ts';
import { ShingleReader } from '../../indexer/copies/shingles.ts';
import { SIGNATURE_WORDS, writeSignature } from '../../indexer/copies/signature.ts';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import type { Hit } from '../../src/contract/search.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex, openView } from '../support/generated-index.ts';
import { makeMutatedCopies } from '../support/mutated-copies.ts';
import { hashTree } from '../support/program.ts';

/** What `ShingleReader` is to find, with strings: runs of five words, of texts of words alone. */
function shinglesOf(text: string): ReadonlySet<string> {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return new Set();
  const length = Math.min(5, words.length);
  return new Set(Array.from({ length: words.length - length + 1 }, (_, i) => words.slice(i, i + length).join(' ')));
}

function isNear(a: ReadonlySet<string>, b: ReadonlySet<string>, percent: number): boolean {
  let shared = 0;
  for (const each of a) if (b.has(each)) shared++;
  return shared > 0 && shared * 100 >= (a.size + b.size - shared) * percent;
}

/** Of each text the first before it that is near and stands for itself; its own number for none. */
function findByAllPairs(texts: readonly string[], percent: number): number[] {
  const sets = texts.map(shinglesOf);
  const found: number[] = [];
  for (const [own, set] of sets.entries()) {
    const original = found.findIndex((first, other) => first === other && isNear(set, sets[other], percent));
    found.push(original < 0 ? own : original);
  }
  return found;
}

function findBySignatures(texts: readonly string[], percent: number): number[] {
  const reader = new ShingleReader();
  const shingles = texts.map((text) => reader.read(text));
  const finder = new CopyFinder(percent, (document) => Int32Array.from(shingles[document]));
  const signature = new Int32Array(SIGNATURE_WORDS);
  return shingles.map((own, number) => {
    if (own.length === 0) return number;
    writeSignature(own, signature, 0);
    const found = finder.find(signature, 0, () => Int32Array.from(own));
    if (found === null) finder.keep(number, signature, 0);
    return found ?? number;
  });
}

describe.each([50, 80, 95, 100])('near copies from %i percent on', (percent) => {
  const texts = makeMutatedCopies({ seed: 11, bases: 150, copies: 600 });
  const expected = findByAllPairs(texts, percent);
  const found = findBySignatures(texts, percent);
  const sets = texts.map(shinglesOf);

  it('are near to what they are copies of, by all of their shingles', () => {
    const copies = found.flatMap((original, own) => (original === own ? [] : [[own, original]]));
    expect(copies.length).toBeGreaterThan(150);
    for (const [own, original] of copies) {
      expect(isNear(sets[own], sets[original], percent)).toBe(true);
      expect(found[original]).toBe(original);
    }
  });

  it('are found as a comparison of all pairs finds them, but for one in a hundred', () => {
    const wrong = found.filter((original, own) => original !== expected[own]).length;
    expect(wrong).toBeLessThanOrEqual(texts.length / 100);
  });
});

describe('an index of which near copies are in groups', () => {
  const texts = makeMutatedCopies({ seed: 5, bases: 60, copies: 200 });
  const lines = texts.map((text, i) => `${JSON.stringify({ _id: `d${i}`, title: `t${i % 3}`, text })}\n`).join('');
  const groups = findByAllPairs(texts, 80);
  const cut = { unitDocuments: 16, shardPassages: 128 };
  let directory: string;
  let searcher: Searcher;
  beforeAll(async () => {
    directory = await buildGeneratedIndex('stillweb', lines, 'static', { duplicates: 'group-near', cut });
    searcher = await Searcher.open(openIndex(directory));
  });
  afterAll(() => searcher.close());

  it('has the groups of a comparison of all pairs', () => {
    const { near, documents } = openView(directory).duplicates;
    expect(texts.map((_, i) => near?.firstOf(i))).toEqual(groups);
    expect(openIndex(directory).manifest.nearDuplicates?.documents).toBe((near?.repeats ?? 0) - documents.repeats);
    expect(near?.repeats).toBeGreaterThan(documents.repeats);
  });

  it('has the same bytes with three threads', async () => {
    const other = await buildGeneratedIndex('stillweb', lines, 'static', { duplicates: 'group-near', cut, threads: 3 });
    const generations = (of: string) => hashTree(of.concat('/generations'));
    expect(generations(other)).toEqual(generations(directory));
  });

  const ask = async (body: object): Promise<readonly Hit[]> => {
    const { request } = canonicalizeSearch({ k: 1_000, snippet: false, ...body });
    return (await searcher.search(request))[0].hits;
  };
  const numberOf = ({ id }: Hit): number => Number(id.slice(1));
  const plain = ({ rank, duplicates, moreDuplicates, nearDuplicates, moreNearDuplicates, ...hit }: Hit) => hit;
  /** The best hit of each group. */
  const best = (hits: readonly Hit[], groupOf: (hit: Hit) => number | string): readonly Hit[] => {
    const seen = new Set<number | string>();
    return hits.filter((hit) => !seen.has(groupOf(hit)) && seen.add(groupOf(hit)));
  };
  const queries = ['coal river', 'harbour glass', '"river coal" tin', 'salmon copper willow'];
  const asked = (['bm25', 'dense', 'hybrid'] as const).flatMap((mode) => queries.map((query) => ({ mode, query })));

  it('shows one of each group, where its best stands, in every page', async () => {
    let folded = 0;
    for (const request of asked) {
      const whole = await ask({ ...request, collapse: false });
      const kept = best(whole, (hit) => groups[numberOf(hit)]);
      const shown = await ask(request);
      expect(shown.map(plain)).toEqual(kept.map(plain));
      expect(await ask({ ...request, collapse: 'duplicates' })).toEqual(shown);
      expect(await ask({ ...request, offset: 2, k: 7 })).toEqual(shown.slice(2, 9));
      folded += whole.length - kept.length;
    }
    expect(folded).toBeGreaterThan(300);
  });

  it('folds identical texts alone where that is asked for', async () => {
    for (const request of asked) {
      const whole = await ask({ ...request, collapse: false });
      const shown = await ask({ ...request, collapse: 'identical' });
      expect(shown.map(plain)).toEqual(best(whole, (hit) => texts[numberOf(hit)] || hit.id).map(plain));
      for (const hit of shown) expect(hit).not.toHaveProperty('nearDuplicates');
    }
  });

  it('names those of the same text, and apart from them those of nearly the same', async () => {
    let named = 0;
    for (const request of asked) {
      for (const hit of await ask({ ...request, k: 20 })) {
        const own = numberOf(hit);
        const others = texts.flatMap((_, i) => (i !== own && groups[i] === groups[own] ? [i] : []));
        const same = others.filter((i) => texts[i] === texts[own]).map((i) => `d${i}`);
        const near = others.filter((i) => texts[i] !== texts[own]).map((i) => `d${i}`);
        expect(hit.duplicates ?? []).toEqual(same);
        expect(hit.nearDuplicates ?? []).toEqual(near);
        named += near.length;
      }
    }
    expect(named).toBeGreaterThan(100);
  });

  it('names of them those alone that a filter admits', async () => {
    const [first] = (await ask({ query: 'coal river', mode: 'dense' })).filter(
      (hit) => hit.nearDuplicates !== undefined,
    );
    const excludeIds = [first.nearDuplicates?.[0] as string];
    const [again] = (await ask({ query: 'coal river', mode: 'dense', filter: { excludeIds } })).filter(
      ({ id }) => id === first.id,
    );
    expect(again.nearDuplicates ?? []).toEqual(first.nearDuplicates?.slice(1));
  });

  it('folds passages by identical texts alone', async () => {
    const apart = await ask({ query: 'coal river', unit: 'passage', collapse: 'identical' });
    expect(await ask({ query: 'coal river', unit: 'passage' })).toEqual(apart);
  });
});

it('all pages of one template are near copies of its first page', () => {
  const template = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ');
  const next = xorshift32(3);
  const texts = Array.from({ length: 3_000 }, () => `${template} page ${next() % 100_000}`);
  const found = findBySignatures(texts, 80);
  expect(new Set(found)).toEqual(new Set([0]));
});
