import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type BuildOptions, type BuildProgress, type BuildResult, buildIndex } from '../../indexer/build.ts';
import type { Problem } from '../../indexer/ingest/collection.ts';
import { type BuildPlan, planBuild } from '../../indexer/plan.ts';
import { MAX_FOLDER_DEPTH, MAX_TITLE_CHARACTERS } from '../../src/limits.ts';
import { hashTree } from '../support/program.ts';
import { writeFolder, writeInput } from '../support/read-collection.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { makeUnreachable } from '../support/unreachable-folder.ts';

/** Two documents a unit, so that a handful makes several units. */
function optionsFor(input: string, directory: string, onError: 'stop' | 'skip' = 'skip'): BuildOptions {
  return {
    inputs: [input],
    directory,
    engine: 'stillweb',
    analyzer: 'english',
    passages: { kind: 'words', words: 24 },
    encoder: 'none',
    cut: { unitDocuments: 2, shardPassages: 1 << 20 },
    threads: 1,
    memoryBytes: 1024 ** 3,
    onError,
  };
}

const DOCUMENTS = { 'a.md': '# A\n\none', 'b/c.html': '<p>two', 'b/d.txt': 'three', 'e.md.gz': gzipSync('four') };
const LINES = '{"_id":"j1","text":"five"}\nnot json\n{"_id":"j2","text":"six"}\n{"_id":"j1","text":"again"}\n';

/** Documents, and beside them whatever a folder may hold besides. */
function writeOddFolder(): string {
  const folder = writeFolder({
    ...DOCUMENTS,
    'lines.jsonl': LINES,
    'image.png': 'other',
    '.git/notes.md': 'hidden',
    'node_modules/x/readme.md': 'a tool',
    [`${'d/'.repeat(MAX_FOLDER_DEPTH + 1)}lost.md`]: 'too deep',
  });
  symlinkSync(join(folder, 'absent'), join(folder, 'broken.md'));
  symlinkSync(join(folder, 'absent'), join(folder, 'broken'));
  if (process.platform !== 'linux') return folder;
  for (const end of ['.png', '.md', '']) {
    const path = Buffer.concat([Buffer.from(join(folder, 'odd')), Buffer.from([0xe9]), Buffer.from(end)]);
    if (end === '') mkdirSync(path);
    else writeFileSync(path, 'text');
  }
  makeUnreachable(folder);
  return folder;
}

function told({ skipped, ignored }: BuildResult | BuildPlan): unknown {
  return { skipped, ignored };
}

/** Ends a build when it has read everything, as a kill would: its units and its journal stay. */
async function interrupt(options: BuildOptions): Promise<void> {
  const onProgress = ({ stage }: BuildProgress) => {
    if (stage === 'postings') throw new RangeError('interrupted');
  };
  await expect(buildIndex({ ...options, onProgress })).rejects.toThrow('interrupted');
  expect(existsSync(join(options.directory, 'building', 'journal.jsonl'))).toBe(true);
}

// promise: build/resume
describe('a build whose output lies in the folder that it reads', () => {
  it('gives the index of a build elsewhere, each time, and passes over the same things', async () => {
    const folder = writeOddFolder();
    const elsewhere = await buildIndex(optionsFor(folder, join(temporaryFolder(), 'ix')));
    expect(elsewhere.counts.documents).toBeGreaterThan(Object.keys(DOCUMENTS).length);
    const inside = optionsFor(folder, join(folder, 'ix'));
    const planned = await planBuild(inside);
    expect(planned).toMatchObject({ documents: elsewhere.counts.documents, skipped: elsewhere.skipped });
    for (let time = 0; time < 2; time++) {
      const built = await buildIndex(inside);
      expect(built.id).toBe(elsewhere.id);
      expect(told(built)).toEqual(told(elsewhere));
      expect(await planBuild(inside)).toEqual(planned);
    }
    expect(told(planned)).toEqual(told(elsewhere));
  });

  it('goes on after an interruption, whatever was passed over has changed', async () => {
    const folder = writeOddFolder();
    const options = optionsFor(folder, join(folder, 'ix'));
    const whole = await buildIndex(options);
    await interrupt(options);
    writeFileSync(join(folder, '.git', 'notes.md'), 'changed');
    writeFileSync(join(folder, '.git', 'more.md'), 'added');
    writeFileSync(join(folder, 'image.png'), 'changed');
    const resumed = await buildIndex(options);
    expect(resumed.resumedUnits).toBe(Math.ceil(whole.counts.documents / 2));
    expect(resumed.id).toBe(whole.id);
    expect(told(resumed)).toEqual(told(whole));
  });

  it('does the unit of a changed document again, and no other, also behind a link that was named', async () => {
    const folder = writeFolder(DOCUMENTS);
    const link = join(temporaryFolder(), 'link');
    symlinkSync(folder, link);
    const options = optionsFor(link, join(folder, 'ix'));
    await interrupt(options);
    writeFileSync(join(folder, 'a.md'), '# A\n\nsix');
    const built = await buildIndex(options);
    expect(built.resumedUnits).toBe(1);
    expect(built.id).toBe((await buildIndex(optionsFor(folder, join(temporaryFolder(), 'ix')))).id);
  });

  it('is not the folder itself, of which nobody can tell what is to be kept', async () => {
    const folder = writeFolder(DOCUMENTS);
    const before = hashTree(folder);
    const built = buildIndex(optionsFor(folder, folder));
    await expect(built).rejects.toMatchObject({ code: 'OUTPUT_NOT_OURS' });
    expect(hashTree(folder)).toEqual(before);
  });
});

// promise: build/clear-failure
describe('a dry run', () => {
  it('finds the problems that the build finds', async () => {
    const folder = writeOddFolder();
    const find = async (run: (options: BuildOptions) => Promise<unknown>) => {
      const problems: Problem[] = [];
      const options = optionsFor(folder, join(temporaryFolder(), 'ix'));
      await run({ ...options, onProblem: (problem) => problems.push(problem) });
      return problems.map(({ code, location, error }) => ({ code, location, message: error.message }));
    };
    const found = await find(buildIndex);
    expect(new Set(found.map(({ code }) => code))).toEqual(
      new Set(
        ['LINE_NOT_JSON', 'DUPLICATE_ID', 'FILE_IRREGULAR', 'FOLDER_TOO_DEEP'].concat(
          process.platform === 'linux' ? ['INVALID_UTF8', 'INPUT_MISSING', 'FIELD_INVALID'] : [],
        ),
      ),
    );
    expect(await find(planBuild)).toEqual(found);
  });

  it.each([
    ['DUPLICATE_ID', () => writeInput('a.jsonl', '{"_id":"1","text":"t"}\n{"_id":"1","text":"u"}\n')],
    ['DOCUMENT_TOO_LARGE', () => writeInput('a.html', `<title>${'x'.repeat(MAX_TITLE_CHARACTERS + 1)}</title>`)],
    ['INPUT_EMPTY', () => writeFolder({ 'image.png': 'other' })],
    ['INPUT_MISSING', () => join(temporaryFolder(), 'absent')],
    ['INPUT_FORMAT_UNKNOWN', () => writeInput('a.xls', 'a,b')],
    ['INPUT_CORRUPT', () => writeInput('a.jsonl.gz', gzipSync('{"_id":"1","text":"t"}').subarray(0, -4))],
  ] as const)('fails as the build fails: %s', async (code, write) => {
    const options = optionsFor(write(), join(temporaryFolder(), 'ix'), 'stop');
    const failure = async (run: (options: BuildOptions) => Promise<unknown>) => {
      const error = await run(options).then(
        () => null,
        (reason) => reason as { code: string; message: string; facts: unknown },
      );
      return error && { code: error.code, message: error.message, facts: error.facts };
    };
    const failed = await failure(buildIndex);
    expect(failed).toMatchObject({ code });
    expect(await failure(planBuild)).toEqual(failed);
  });

  it('refuses the settings that the build refuses', async () => {
    const options = optionsFor(writeFolder(DOCUMENTS), join(temporaryFolder(), 'ix'));
    for (const wrong of [{ name: 'no name' }, { encoder: 'onnx' }]) {
      const { code } = await buildIndex({ ...options, ...wrong }).catch((error) => error);
      expect(code).toMatch(/^[A-Z_]+$/);
      await expect(planBuild({ ...options, ...wrong })).rejects.toMatchObject({ code });
    }
  });
});
