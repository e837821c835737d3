import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BuildOptions, type BuildResult, buildIndex } from '../../indexer/build.ts';
import { changeIndex } from '../../indexer/change-index.ts';
import { hashTree } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Chains of changes; each is up to five builds. */
const RUNS = Number(process.env.TEST_RUNS ?? 6);

const SETTINGS = {
  engine: 'stillweb',
  analyzer: 'english',
  passages: { kind: 'words', words: 10 },
  encoder: 'static',
} as const satisfies Partial<BuildOptions>;
/** Nothing is left out: which documents a copy was left out for is not told by the index. */
const curation = fc.record({
  duplicates: fc.constantFrom('group' as const, 'group-near' as const),
  detectLanguage: fc.constantFrom(false, false, true),
});
/** Small units and shards, so that a change moves where both end. */
const MACHINE = {
  cut: { unitDocuments: 3, shardPassages: 8 },
  threads: 1,
  memoryBytes: 1024 ** 3,
  onError: 'stop',
} as const satisfies Partial<BuildOptions>;

/** Names that links mean in more than one way, so that a page that comes or goes moves where others lead. */
const NAMES = ['a.md', 'a.html', 'b.md', 'b.html', 'README.md', 'index.html', 'c', 'd', 'e.md', 'f'];
const HREFS = ['a', 'a/', 'b', 'b.html', './', '%61', 'e', 'c', 'https://x.org/c', '/README', '../up', '#here', '?q'];
const WORDS = ['river', 'temple', 'orchestra', 'magnet', 'willow', 'and', 'running', 'naïve', '東京'];

/** A document of the model: the name of a file of its own, and what stands in it. */
interface ModelDocument {
  readonly id: string;
  readonly file: string;
  readonly content: string;
}

const PHRASE = 'The river is running to the willow and the temple of the orchestra where the magnet was found in stone';
/** Texts of many, and near copies of one. */
const words = fc.oneof(
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }).map((list) => list.join(' ')) },
  fc.constantFrom(...WORDS).map((word) => `${PHRASE} ${word}`),
);
const hrefs = fc.array(fc.constantFrom(...HREFS), { maxLength: 4 });

const documentOf = (id: string): fc.Arbitrary<ModelDocument> => {
  const record = fc
    .record({
      title: fc.constantFrom('', '', 'A river', 'Temple of words'),
      text: words.map((text) => `${text} stone`),
      links: fc.option(hrefs, { nil: undefined }),
      url: fc.constantFrom(undefined, 'https://x.org/c', `https://y.org/${id}`),
      date: fc.constantFrom(undefined, '2020-02-29', 'last week'),
      language: fc.constantFrom(undefined, 'en'),
      more: fc.constantFrom(undefined, '1.10', '12345678901234567890', '{"z":1,"a":[-0,null,"x"]}'),
    })
    .map(({ more, ...fields }) => {
      const json = JSON.stringify({ _id: id, ...fields });
      const content = more === undefined ? json : `${json.slice(0, -1)},"more":${more}}`;
      return { id, file: `${encodeURIComponent(id)}.jsonl`, content };
    });
  if (id.endsWith('.md')) {
    const page = fc
      .tuple(words, hrefs)
      .map(([text, list]) => `# ${id}\n\n${text}\n\n${list.map((to) => `[x](${to})`)}`);
    return fc.oneof({ weight: 4, arbitrary: page.map((content) => ({ id, file: id, content })) }, record);
  }
  if (id.endsWith('.html')) {
    const base = fc.constantFrom('', '', '<base href="b/">', '<base href="https://x.org/">');
    const page = fc.tuple(words, hrefs, base).map(([text, list, head]) => {
      return `${head}<title>${id}</title><p>${text}${list.map((to) => `<a href="${to}">x</a>`).join(' ')}`;
    });
    return fc.oneof({ weight: 4, arbitrary: page.map((content) => ({ id, file: id, content })) }, record);
  }
  return record;
};

const documents = fc
  .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 7 })
  .chain((ids) => fc.tuple(...ids.map(documentOf)));

interface Step {
  readonly kind: 'add' | 'update';
  readonly inputs: readonly ModelDocument[];
  /** Picks of the documents that are there. */
  readonly removed: readonly number[];
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('add', 'update'),
  inputs: fc.oneof({ weight: 5, arbitrary: documents }, fc.constant([])),
  removed: fc.oneof(fc.constant([]), fc.array(fc.nat({ max: 20 }), { maxLength: 2 })),
});

/** The collection behind a step, and what of the step can be asked for. */
function follow(before: readonly ModelDocument[], { kind, inputs, removed }: Step) {
  const picked = before.length === 0 ? [] : removed.map((pick) => before[pick % before.length].id);
  const ids = [...new Set(picked)];
  const kept = before.filter(({ id }) => !ids.includes(id));
  const given = kind === 'add' ? inputs.filter(({ id }) => !kept.some((each) => each.id === id)) : inputs;
  const updated = kept.map((document) => given.find(({ id }) => id === document.id) ?? document);
  const behind = given.filter(({ id }) => !kept.some((each) => each.id === id));
  return { ids, given, after: [...updated, ...behind] };
}

let written = 0;
function write(folder: string, list: readonly ModelDocument[]): string[] {
  return list.map(({ file, content }) => {
    const own = join(folder, String(written++));
    mkdirSync(own);
    writeFileSync(join(own, file), content);
    return join(own, file);
  });
}

/** What was remembered of the pages, in no order, without the hash of all. */
function linesOf(directory: string, { generation }: BuildResult): string[] {
  const text = readFileSync(join(directory, 'sources', `${generation}.pages.jsonl`), 'utf8');
  return text.trimEnd().split('\n').slice(0, -1).sort();
}

// promise: change/as-built-anew
describe('an index that was changed', () => {
  it('has the bytes and the id of a build of the same collection from nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        documents,
        fc.array(step, { minLength: 1, maxLength: 3 }),
        curation,
        async (first, steps, curated) => {
          const folder = temporaryFolder();
          const directory = join(folder, 'index');
          let collection: readonly ModelDocument[] = first;
          let changed: BuildResult = await buildIndex({
            ...{ ...SETTINGS, ...curated, ...MACHINE, directory, inputs: write(folder, first) },
          });
          for (const each of steps) {
            const { ids, given, after } = follow(collection, each);
            if (after.length === 0) continue;
            const inputs = write(folder, given);
            changed = await changeIndex({ ...MACHINE, directory, inputs, kind: each.kind, removed: ids });
            collection = after;
          }
          const anew = join(folder, 'anew');
          const inputs = write(folder, collection);
          const scratch = await buildIndex({ ...SETTINGS, ...curated, ...MACHINE, directory: anew, inputs });
          const generation = (from: string, { generation: name }: BuildResult) =>
            hashTree(join(from, 'generations', name));
          expect(generation(directory, changed)).toEqual(generation(anew, scratch));
          expect(changed.id).toBe(scratch.id);
          expect(linesOf(directory, changed)).toEqual(linesOf(anew, scratch));
        },
      ),
      { numRuns: RUNS },
    );
  }, 600_000);

  it('to which documents were added has those that a build of all at once keeps, where copies are left out', async () => {
    const settings = fc.record({
      duplicates: fc.constantFrom('drop' as const, 'drop-near' as const),
      detectLanguage: fc.constantFrom(false, false, true),
      keepLanguages: fc.constantFrom(undefined, ['en']),
    });
    await fc.assert(
      fc.asyncProperty(documents, documents, settings, async (first, more, curated) => {
        const folder = temporaryFolder();
        const directory = join(folder, 'index');
        const kept = { _id: 'kept', text: `${PHRASE} ${PHRASE}`, language: 'en' };
        const begin = { id: 'kept', file: 'kept.jsonl', content: JSON.stringify(kept) };
        const added = more.filter(({ id }) => !first.some((each) => each.id === id));
        const [before, behind] = [write(folder, [begin, ...first]), write(folder, added)];
        await buildIndex({ ...SETTINGS, ...curated, ...MACHINE, directory, inputs: before });
        const changed = await changeIndex({ ...MACHINE, directory, inputs: behind });
        const anew = join(folder, 'anew');
        const inputs = [...before, ...behind];
        const scratch = await buildIndex({ ...SETTINGS, ...curated, ...MACHINE, directory: anew, inputs });
        expect(hashTree(join(directory, 'generations', changed.generation))).toEqual(
          hashTree(join(anew, 'generations', scratch.generation)),
        );
        expect(changed.id).toBe(scratch.id);
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    );
  }, 600_000);
});
