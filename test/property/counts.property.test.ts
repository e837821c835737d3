import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countIndex } from '../../src/cli/counts/count-index.ts';
import type { NamedCounts } from '../../src/cli/counts/index-counts.ts';
import { buildGeneratedIndex, openView } from '../support/generated-index.ts';

/** Each run builds an index. */
const RUNS = Number(process.env.TEST_RUNS ?? 6);

interface Made {
  readonly id: string;
  readonly text: string;
  readonly url?: string;
  readonly date?: string;
  readonly language?: string;
  readonly links?: readonly string[];
  readonly year?: number;
  readonly tags?: readonly string[];
}

const words = fc.array(fc.constantFrom('harbour', 'stone', 'lantern', 'a', '1903', 'fountain.'), {
  minLength: 1,
  maxLength: 60,
});
const hosts = fc.constantFrom('a.org', 'b.org', 'c.example');
const shapes = fc.array(
  fc.record({
    text: words.map((list) => list.join(' ')),
    host: fc.option(hosts, { nil: undefined }),
    date: fc.option(fc.constantFrom('1999-12-31', '2000-01-01', '2000-06-01', '0987-01-01'), { nil: undefined }),
    language: fc.option(fc.constantFrom('en', 'fr'), { nil: undefined }),
    links: fc.option(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 5 }), { nil: undefined }),
    year: fc.option(fc.constantFrom(-3, 0, 1.5, 2000), { nil: undefined }),
    tags: fc.option(fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1 }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 40 },
);

/** Some texts are the same, some links lead to nobody, to the document itself, and to one by its id and its address. */
function makeDocuments(made: Parameters<Parameters<typeof shapes.map>[0]>[0]): Made[] {
  return made.map(({ host, links, ...rest }, i) => {
    const target = (link: number) => (link % 3 === 0 ? `https://a.org/${link}` : `d${link}`);
    const given = links === undefined ? undefined : [...new Set(links.map(target))];
    return { id: `d${i}`, ...rest, ...(host !== undefined && { url: `https://${host}/${i}` }), links: given };
  });
}

const wordsOf = (text: string) => text.split(' ').filter((word) => word !== '').length;

function grouped(
  documents: readonly Made[],
  passages: readonly number[],
  nameOf: (document: Made) => string | undefined,
) {
  const groups = new Map<string, { documents: number; passages: number; words: number }>();
  let without = 0;
  for (const [i, document] of documents.entries()) {
    const name = nameOf(document);
    if (name === undefined) without++;
    else {
      const group = groups.get(name) ?? { documents: 0, passages: 0, words: 0 };
      group.documents++;
      group.passages += passages[i];
      group.words += wordsOf(document.text);
      groups.set(name, group);
    }
  }
  return { without, groups };
}

function expectNamed(found: NamedCounts, { without, groups }: ReturnType<typeof grouped>): void {
  expect(found.without).toBe(without);
  expect(found.names).toBe(groups.size);
  expect(new Map(found.top.map(({ name, ...rest }) => [name, rest]))).toEqual(groups);
}

const rank = (sorted: readonly number[], hundredths: number) =>
  sorted[Math.max(1, Math.ceil((hundredths * sorted.length) / 100)) - 1];

describe('the counts of an index', () => {
  it('are those of its documents, counted one by one', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (made) => {
        const documents = makeDocuments(made);
        const lines = documents.map((document) => `${JSON.stringify(document)}\n`).join('');
        const typedFields = { year: 'number', tags: 'set' } as const;
        const directory = await buildGeneratedIndex('stillweb', lines, 'none', {
          typedFields: typesOf(documents, typedFields),
        });
        const counts = await countIndex(directory, 1000);
        const { first } = openView(directory).passages;
        const passages = documents.map((_, i) => first[i + 1] - first[i]);
        const all = grouped(documents, passages, () => 'all').groups.get('all');
        expect({ documents: counts.documents, passages: counts.passages, words: counts.words }).toEqual(all);
        expectNamed(
          counts.hosts,
          grouped(documents, passages, ({ url }) => url && new URL(url).host),
        );
        expectNamed(
          counts.languages,
          grouped(documents, passages, ({ language }) => language),
        );
        expectNamed(
          counts.years,
          grouped(documents, passages, ({ date }) => date?.slice(0, 4)),
        );
        expect(counts.sources?.top.map(({ name: _, ...rest }) => rest)).toEqual([all]);
        const sorted = documents.map(({ text }) => wordsOf(text)).sort((a, b) => a - b);
        expect(counts.lengths.documents).toEqual({
          min: sorted[0],
          median: rank(sorted, 50),
          p90: rank(sorted, 90),
          max: sorted[sorted.length - 1],
        });
        expectFields(counts.fields, documents);
        expectDuplicates(counts.duplicates, documents);
        expectLinks(counts.links, documents);
      }),
      { numRuns: RUNS },
    );
  });
});

/** A field that no document has is refused when an index is built. */
function typesOf<T extends Record<string, string>>(documents: readonly Made[], types: T): T {
  const met = Object.entries(types).filter(([name]) =>
    documents.some((document) => document[name as 'year'] !== undefined),
  );
  return Object.fromEntries(met) as T;
}

type Counts = Awaited<ReturnType<typeof countIndex>>;

function expectFields(found: Counts['fields'], documents: readonly Made[]): void {
  for (const { name, documents: present, missing, values, min, max, top } of found) {
    const given = documents.map((document) => document[name as 'year' | 'tags']).filter((value) => value !== undefined);
    const counts = new Map<string, number>();
    for (const value of given.flat()) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
    expect({ present, missing, values }).toEqual({
      present: given.length,
      missing: documents.length - given.length,
      values: counts.size,
    });
    expect(new Map(top.map(({ value, documents }) => [value, documents]))).toEqual(counts);
    expect(top.map(({ documents }) => documents)).toEqual([...counts.values()].sort((a, b) => b - a));
    const numbers = given.filter((value) => typeof value === 'number');
    expect([min, max]).toEqual(
      numbers.length === 0 ? [undefined, undefined] : [Math.min(...numbers), Math.max(...numbers)],
    );
  }
}

function expectDuplicates(found: Counts['duplicates'], documents: readonly Made[]): void {
  const byText = new Map<string, Made[]>();
  for (const document of documents) byText.set(document.text, [...(byText.get(document.text) ?? []), document]);
  const groups = [...byText.values()].filter((group) => group.length > 1);
  expect(found.documents).toEqual({
    groups: groups.length,
    members: groups.reduce((sum, group) => sum + group.length, 0),
  });
  const expected = groups.map((group) => ({ id: group[0].id, documents: group.length }));
  expect(found.top).toEqual(expected.sort((a, b) => b.documents - a.documents));
}

function expectLinks(found: Counts['links'], documents: readonly Made[]): void {
  const places = new Map(
    documents.flatMap(({ id, url }, i) => [[id, i] as const, ...(url ? [[url, i] as const] : [])]),
  );
  let [given, unresolved, edges] = [0, 0, 0];
  const linked = new Map<number, number>();
  const linking = new Set<number>();
  for (const [i, { links = [] }] of documents.entries()) {
    given += links.length;
    unresolved += links.filter((link) => !places.has(link)).length;
    const targets = new Set(links.flatMap((link) => places.get(link) ?? []).filter((target) => target !== i));
    edges += targets.size;
    if (targets.size > 0) linking.add(i);
    for (const target of targets) linked.set(target, (linked.get(target) ?? 0) + 1);
  }
  const isolated = documents.filter((_, i) => !linking.has(i) && !linked.has(i)).length;
  const top = [...linked].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  expect(found).toEqual({
    ...{ given, unresolved, edges, repeated: given - unresolved - edges },
    ...{ linking: linking.size, linked: linked.size, isolated },
    top: top.map(([place, documents_]) => ({ id: documents[place].id, documents: documents_ })),
  });
}
