import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import type { Hit } from '../../src/contract/search.ts';
import { documentEntities } from '../../src/experiment/perturb/document-entities.ts';
import { THOUSAND } from '../../src/experiment/perturb/draws.ts';
import { PERTURBATION_KINDS } from '../../src/experiment/perturb/kinds.ts';
import { wordsOfQuery } from '../../src/experiment/perturb/query-noise.ts';
import type { AnswerSource } from '../../src/serving/answer-source.ts';
import { madeDocuments, sourceOf } from '../support/perturbed-source.ts';

const DOCUMENTS = madeDocuments(45);
const RUNS = { numRuns: 20 };

/** What each kind of list is told here. */
const LISTS: Readonly<Record<string, object>> = {
  'result-drop': { fromRank: 2, toRank: 6 },
  'result-shuffle': { window: 7 },
  'result-inject': { documents: ['d44', 'd3', 'absent'], rank: 4 },
  'result-mine': { fromRank: 20, toRank: 40, count: 5, rank: 3 },
  'result-poison': { fromRank: 1, toRank: 9 },
  'result-truncate': { keep: 8 },
  'document-entities': { entities: [{ from: 'Ada Lovelace', to: 'Wanda' }] },
};

const NOISES: Readonly<Record<string, object>> = {
  'query-spelling': {},
  'query-drop': {},
  'query-swap': {},
  'query-paraphrase': { phrases: [{ from: 'engine', to: ['machine', 'mill'] }] },
};

const seeds = fc.nat().map((number) => number.toString(16).padStart(16, '0'));
const strengths = fc.integer({ min: 1, max: THOUSAND });
const queries = fc
  .array(
    fc.constantFrom('engine', 'Lovelace', 'of', 'analytical', 'été', '"first', 'notes"', 'site:a.org', '-no', '1843'),
    {
      minLength: 1,
      maxLength: 7,
    },
  )
  .map((words) => words.join(' '));

function treated(name: string, told: object, source: AnswerSource = sourceOf(DOCUMENTS)): AnswerSource {
  const kind = PERTURBATION_KINDS.find((each) => each.name === name);
  return kind!.treatment!.treat(source, told);
}

async function search(source: AnswerSource, query: string, page: object = {}): Promise<Hit[]> {
  const [found] = await source.search(canonicalizeSearch({ query, k: 100, ...page }).request, () => {});
  return [...found.hits()];
}

const withoutRank = ({ rank: _, ...hit }: Hit) => hit;
const idsOf = (hits: readonly Hit[]) => hits.map(({ id }) => id);

describe.each(Object.entries(LISTS))('%s', (name, own) => {
  it('gives pages that are stretches of one list, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, strengths, queries, fc.integer({ min: 1, max: 13 }), async (seed, strength, query, k) => {
        const source = treated(name, { seed, strength, ...own });
        const whole = await search(source, query);
        const pages: Hit[] = [];
        for (let offset = 0; ; offset += k) {
          const page = await search(source, query, { offset, k });
          pages.push(...page);
          if (page.length === 0) break;
          expect(page.length).toBe(Math.min(k, whole.length - offset));
        }
        expect(pages).toEqual(whole);
        expect(whole.map(({ rank }) => rank)).toEqual(whole.map((_, i) => i + 1));
        expect(new Set(idsOf(whole)).size).toBe(whole.length);
        for (const [i, { score }] of whole.entries()) expect(score).toBeLessThanOrEqual(whole[i - 1]?.score ?? score);
      }),
      RUNS,
    );
  });

  it('does the same for the same seed, and something else for another', async () => {
    const lists = [];
    for (let seed = 0; seed < 24; seed++) {
      const ask = () => search(treated(name, { seed: String(seed), strength: 500, ...own }), 'engine');
      const list = await ask();
      expect(await ask()).toEqual(list);
      lists.push(JSON.stringify(list));
    }
    expect(new Set(lists).size).toBeGreaterThan(1);
  });

  it('leaves all as it is where its strength is next to nothing', async () => {
    // A strength of 0 reaches no treatment; this one is too low for every draw but those of 0.
    const plain = await search(sourceOf(DOCUMENTS), 'engine');
    const same = [];
    for (let seed = 0; seed < 20; seed++) {
      const list = await search(treated(name, { seed: String(seed), strength: 1, ...own }), 'engine');
      same.push(JSON.stringify(list) === JSON.stringify(plain));
    }
    expect(same.filter(Boolean).length).toBeGreaterThan(15);
  });
});

describe('at full strength', () => {
  const told = { seed: 'f0', strength: THOUSAND };
  const plain = () => search(sourceOf(DOCUMENTS), 'engine');

  it('a drop leaves out the ranks that it names, and nothing else', async () => {
    const list = await search(treated('result-drop', { ...told, ...LISTS['result-drop'] }), 'engine');
    expect(list.map(withoutRank)).toEqual((await plain()).filter((_, i) => i < 1 || i > 5).map(withoutRank));
    const page = await search(treated('result-drop', { ...told, ...LISTS['result-drop'] }), 'engine', { k: 10 });
    expect(page).toHaveLength(10);
  });

  it('a shuffle keeps each hit in its window, and each score at its rank', async () => {
    const list = await search(treated('result-shuffle', { ...told, window: 7 }), 'engine');
    const before = await plain();
    expect(list.map(({ score }) => score)).toEqual(before.map(({ score }) => score));
    expect(idsOf(list)).not.toEqual(idsOf(before));
    for (let start = 0; start < before.length; start += 7) {
      expect(
        idsOf(list)
          .slice(start, start + 7)
          .sort(),
      ).toEqual(
        idsOf(before)
          .slice(start, start + 7)
          .sort(),
      );
    }
  });

  it('a shuffle makes each order of a window about as often as any other', async () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 600; seed++) {
      const source = treated(
        'result-shuffle',
        { seed: `s${seed}`, strength: THOUSAND, window: 3 },
        sourceOf(DOCUMENTS.slice(0, 3)),
      );
      const order = idsOf(await search(source, 'abc', { snippet: false })).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Fixed seeds; four standard deviations of a binomial of 600 and a sixth are 37.
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(37);
  });

  it('an injection puts named documents where it says, once, and loses none', async () => {
    const list = await search(treated('result-inject', { ...told, ...LISTS['result-inject'] }), 'engine');
    expect(idsOf(list).slice(3, 5)).toEqual(['d44', 'd3']);
    expect(idsOf(list).sort()).toEqual(idsOf(await plain()).sort());
    const rest = (hits: readonly Hit[]) => idsOf(hits).filter((id) => id !== 'd44' && id !== 'd3');
    expect(rest(list)).toEqual(rest(await plain()));
  });

  it('mining moves hits from the stretch that it names to the rank that it names', async () => {
    const list = await search(treated('result-mine', { ...told, ...LISTS['result-mine'] }), 'engine');
    const before = idsOf(await plain());
    const moved = idsOf(list).slice(2, 7);
    expect(idsOf(list).filter((id) => !moved.includes(id))).toEqual(before.filter((id) => !moved.includes(id)));
    expect(moved.every((id) => before.indexOf(id) >= 19 && before.indexOf(id) < 40)).toBe(true);
  });

  it('a truncation keeps what it says', async () => {
    const list = await search(treated('result-truncate', { ...told, keep: 8 }), 'engine');
    expect(list).toEqual((await plain()).slice(0, 8));
  });

  it('a copy stands below its document, with other numbers and a name and an address of its own', async () => {
    const source = treated('result-poison', { ...told, toRank: 9 });
    const list = await search(source, 'engine', { text: true });
    const before = await search(sourceOf(DOCUMENTS), 'engine', { text: true });
    expect(list).toHaveLength(54);
    for (let i = 0; i < 9; i++) {
      const [original, copy] = list.slice(2 * i, 2 * i + 2);
      expect(withoutRank(original)).toEqual(withoutRank(before[i]));
      expect(copy.id).toMatch(new RegExp(`^${original.id}~[0-9a-f]{8}$`));
      expect(copy.url).not.toBe(original.url);
      expect(Object.keys(copy)).toEqual(Object.keys(original));
      expect(copy.text).not.toBe(original.text);
      expect(copy.text?.replace(/\d+/g, '0')).toBe(original.text?.replace(/\d+/g, '0'));
      const [read] = await source.fetch({ ids: [copy.id], offset: 0, maxChars: 1000 }, () => {});
      expect([read.id, read.url, read.title, read.text]).toEqual([copy.id, copy.url, copy.title, copy.text]);
      const [byUrl, plainRead] = await source.fetch(
        { urls: [copy.url!, original.url!], offset: 0, maxChars: 1000 },
        () => {},
      );
      expect(byUrl).toEqual(read);
      expect(plainRead.text).toBe(original.text);
    }
    const strange = await source.fetch({ ids: ['d1~00000000', 'd1', 'x'], offset: 0, maxChars: 1 }, () => {});
    expect(strange.map(({ id, error }) => [id, error?.code])).toEqual([
      ['d1~00000000', 'DOCUMENT_NOT_FOUND'],
      ['d1', undefined],
      ['x', 'DOCUMENT_NOT_FOUND'],
    ]);
  });
});

describe.each(Object.entries(NOISES))('%s', (name, own) => {
  /** The query that is searched in the place of another. */
  async function noised(query: string, told: object): Promise<string> {
    let asked = '';
    const source = sourceOf(DOCUMENTS);
    const listening = {
      ...source,
      search: (...given: Parameters<AnswerSource['search']>) => {
        [asked] = given[0].queries;
        return source.search(...given);
      },
    };
    await search(treated(name, { ...own, ...told }, listening), query);
    return asked;
  }

  it('is the same for the same seed, leaves operators and phrases alone, and never leaves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, strengths, queries, async (seed, strength, query) => {
        const changed = await noised(query, { seed, strength });
        expect(await noised(query, { seed, strength })).toBe(changed);
        expect(changed.trim()).not.toBe('');
        const kept = (text: string) =>
          wordsOfQuery(text)
            .filter(({ isPlain }) => !isPlain)
            .map(({ text: word }) => word);
        expect(kept(changed)).toEqual(kept(query));
      }),
      RUNS,
    );
  });

  it('changes more the stronger it is, and differs by seed', async () => {
    const query = 'engine analytical notes Lovelace wrote engine about translation';
    const changes = async (strength: number) => {
      let count = 0;
      const seen = new Set<string>();
      for (let seed = 0; seed < 40; seed++) {
        const changed = await noised(query, { seed: `s${seed}`, strength });
        if (changed !== query) count++;
        seen.add(changed);
      }
      return { count, kinds: seen.size };
    };
    const [none, few, all] = [await changes(1), await changes(100), await changes(THOUSAND)];
    expect(none.count).toBeLessThanOrEqual(few.count);
    expect(few.count).toBeLessThan(all.count);
    expect(all.count).toBe(40);
    if (name !== 'query-swap') expect(all.kinds).toBeGreaterThan(1);
  });
});

describe('names that documents have others for', () => {
  const NAMES = ['Ada Lovelace', 'Babbage', 'engine'];
  const entities = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1 }).chain((names) =>
    fc
      .uniqueArray(fc.constantFrom('X', 'Wanda', 'Mary Shelley the Younger', 'Zoë'), {
        minLength: names.length,
        maxLength: names.length,
      })
      .map((others) => names.map((from, i) => ({ from, to: others[i] }))),
  );

  it('stand nowhere any more, and every offset fits the text that is read', async () => {
    await fc.assert(
      fc.asyncProperty(
        entities,
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 1, max: 200 }),
        async (table, offset, maxChars) => {
          const source = documentEntities.treatment!.treat(sourceOf(DOCUMENTS.slice(0, 6)), {
            seed: 'a',
            strength: THOUSAND,
            entities: table,
          });
          const hits = await search(source, 'query', { text: true });
          const read = await source.fetch(
            { ids: idsOf(hits), offset: 0, maxChars: 10_000, view: { toc: true } },
            () => {},
          );
          for (const { from } of table) {
            const found = JSON.stringify([hits, read])
              .toLowerCase()
              .match(new RegExp(`\\b${from.toLowerCase()}\\b`));
            expect(found).toBeNull();
          }
          for (const [i, hit] of hits.entries()) {
            const text = read[i].text ?? '';
            expect(hit.text).toBe(text);
            expect(hit.title).toBe(read[i].title);
            const [fragment] = hit.fragments ?? [];
            expect(hit.snippet).toContain(text.slice(fragment.start, fragment.end));
            for (const [start, end] of hit.highlights ?? []) {
              const at = fragment.start + start - (hit.snippet?.startsWith('… ') ? 2 : 0);
              expect(text.slice(at, at + end - start)).toBe(hit.snippet?.slice(start, end));
            }
            const [part] = await source.fetch({ ids: [hit.id], offset, maxChars }, () => {});
            const { start, end, total } = part.range!;
            expect([part.text, total]).toEqual([text.slice(start, end), text.length]);
          }
        },
      ),
      RUNS,
    );
  });

  it('keep their case and their line breaks', async () => {
    const documents = [
      { id: 'a', title: 'ADA LOVELACE', text: 'ada\nlovelace, ADA  LOVELACE; Ada Lovelaces Ada-Lovelace x' },
    ];
    const told = { seed: 'a', strength: THOUSAND, entities: [{ from: 'Ada Lovelace', to: 'Mary Shelley' }] };
    const [read] = await documentEntities
      .treatment!.treat(sourceOf(documents), told)
      .fetch({ ids: ['a'], offset: 0, maxChars: 1000 }, () => {});
    expect(read.title).toBe('MARY SHELLEY');
    expect(read.text).toBe('mary\nshelley, MARY SHELLEY; Ada Lovelaces Ada-Lovelace x');
  });

  it('are looked for by the old ones, which nobody knows any more', async () => {
    const asked: (readonly string[])[] = [];
    const source = sourceOf(DOCUMENTS);
    const listening = {
      ...source,
      search: (...given: Parameters<AnswerSource['search']>) => {
        asked.push(given[0].queries);
        return source.search(...given);
      },
    };
    const table = [
      { from: 'Ada Lovelace', to: 'Wanda' },
      { from: 'X', to: 'Y' },
      { from: 'Y', to: 'X' },
    ];
    const treatedSource = documentEntities.treatment!.treat(listening, {
      seed: 'a',
      strength: THOUSAND,
      entities: table,
    });
    for (const query of ['when did wanda live', 'Ada Lovelace born', 'x and Y']) await search(treatedSource, query);
    expect(asked).toEqual([['when did ada lovelace live'], [' born'], ['y and X']]);
  });
});
