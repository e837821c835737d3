import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BuildOptions, type BuildResult, buildIndex } from '../../indexer/build.ts';
import { changeIndex } from '../../indexer/change-index.ts';
import { COPY_CHOICES } from '../../indexer/copies/copy-choice.ts';
import { StandingThreads } from '../../indexer/threads/standing-threads.ts';
import { hashTree } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Chains of edits of a folder; each is up to six builds. */
const RUNS = Number(process.env.TEST_RUNS ?? 4);

const MACHINE = {
  cut: { unitDocuments: 3, shardPassages: 8 },
  threads: 1,
  memoryBytes: 1024 ** 3,
  onError: 'skip',
} as const satisfies Partial<BuildOptions>;
const SETTINGS = { engine: 'stillweb', analyzer: 'english', passages: { kind: 'auto' }, encoder: 'none' } as const;
/** What is to become of copies, of which there are many, and of languages. */
const curation = fc.record({
  duplicates: fc.constantFrom(...COPY_CHOICES),
  detectLanguage: fc.constantFrom(false, false, true),
  keepLanguages: fc.constantFrom(undefined, undefined, ['en', 'fr'], ['en', 'und']),
});
const GERMAN = 'Die Fähre verlässt jeden Morgen den Hafen, bevor der Nebel sich gehoben hat, und kehrt spät zurück.';
const ENGLISH = 'The ferry leaves the harbour every morning before the fog has lifted, and comes back late at night.';

const FILES = ['a.md', 'a.html', 'b/a.md', 'b/index.html', 'b/list.jsonl', 'list.jsonl', 'z.txt'];
const HREFS = ['a', 'b', 'b/', '../a', '/b/a', 'x1', './'];
/** Ids of records, some of them in both lists at times, and one that is the name of a page. */
const IDS = ['x1', 'x2', 'x3', 'a.md'];
const text = fc.constantFrom(
  'river',
  'a temple stands',
  'A temple stands.',
  'stone and river',
  'orchestra',
  GERMAN,
  ENGLISH,
);

const contentOf = (file: string): fc.Arbitrary<string> => {
  const hrefs = fc.array(fc.constantFrom(...HREFS), { maxLength: 3 });
  if (file.endsWith('.jsonl')) {
    const record = fc
      .tuple(fc.constantFrom(...IDS), text, fc.constantFrom(undefined, undefined, 'en', 'de'))
      .map(([_id, words, language]) => JSON.stringify({ _id, text: words, language, url: `https://x.org/${_id}` }));
    const line = fc.oneof({ weight: 9, arbitrary: record }, fc.constant('broken'));
    return fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => `${lines.join('\n')}\n`);
  }
  const link = file.endsWith('.md') ? (to: string) => `[x](${to})` : (to: string) => `<a href="${to}">x</a>`;
  return fc.tuple(text, hrefs).map(([words, list]) => `${words}\n\n${list.map(link).join(' ')}\n`);
};

/** Each writes files, or takes them away, and then the index follows. */
const edit = fc.record({
  written: fc
    .uniqueArray(fc.constantFrom(...FILES), { maxLength: 3 })
    .chain((files) => fc.tuple(...files.map((file) => fc.tuple(fc.constant(file), contentOf(file))))),
  gone: fc.uniqueArray(fc.constantFrom(...FILES), { maxLength: 1 }),
  kind: fc.constantFrom('sync' as const, 'sync' as const, 'update' as const),
});

const edits = fc.array(edit, { minLength: 1, maxLength: 4 });

// promise: change/as-built-anew
it('a folder that is followed has, after each sync, the bytes and the id of a build of it from nothing', async () => {
  await fc.assert(
    fc.asyncProperty(edits, curation, fc.boolean(), async (edits, curated, hasStanding) => {
      const standing = hasStanding ? new StandingThreads() : undefined;
      const place = temporaryFolder();
      const folder = join(place, 'docs');
      const directory = join(place, 'index');
      mkdirSync(folder);
      writeFileSync(join(folder, 'first.md'), 'the first page [a](a)');
      const first = { _id: 'first', text: `${ENGLISH} ${ENGLISH}`, language: 'en' };
      writeFileSync(join(folder, 'first.jsonl'), JSON.stringify(first));
      const settings = { ...SETTINGS, ...curated };
      await buildIndex({ ...settings, ...MACHINE, inputs: [folder], directory });
      for (const [i, { written, gone, kind }] of edits.entries()) {
        for (const [file, content] of written) {
          mkdirSync(dirname(join(folder, file)), { recursive: true });
          writeFileSync(join(folder, file), content);
        }
        for (const file of gone) rmSync(join(folder, file), { force: true });
        const followed: BuildResult = await changeIndex({ ...MACHINE, inputs: [folder], directory, kind, standing });
        if (kind === 'update') continue;
        const anew = join(place, `anew-${i}`);
        const scratch = await buildIndex({ ...settings, ...MACHINE, inputs: [folder], directory: anew });
        expect(hashTree(join(directory, 'generations', followed.generation))).toEqual(
          hashTree(join(anew, 'generations', scratch.generation)),
        );
        expect(followed.id).toBe(scratch.id);
      }
      await standing?.end();
    }),
    { numRuns: RUNS },
  );
}, 600_000);
