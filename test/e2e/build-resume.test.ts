import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuildOptions, type BuildResult, buildIndex } from '../../indexer/build.ts';
import { changeFileSystem } from '../../src/store/file-system.ts';
import { makeCollection } from '../support/generated-index.ts';
import { interruptedBuild, UNIT_DOCUMENTS } from '../support/interrupted-build.ts';
import { hashTree, ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DOCUMENTS = 280;
const PROGRAM = join(ROOT, 'dist', 'test', 'support', 'stopping-build-program.js');

let folder: string;
let input: string;
let directory: string;
let restore = (): void => {};
afterEach(() => restore());
beforeEach(() => {
  folder = temporaryFolder();
  input = join(folder, 'corpus.jsonl');
  directory = join(folder, 'index');
  writeFileSync(input, makeCollection(DOCUMENTS));
});

const build = (options: Partial<BuildOptions> = {}, into = directory): Promise<BuildResult> =>
  buildIndex({ ...interruptedBuild(input, into), ...options });

/** Starts a build as a process of its own, and kills it once it has read so many documents. */
async function killAt(documents: number): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, input, directory, String(documents)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A build that gets as far as its last step, when every unit is finished. */
const failLate = async (): Promise<unknown> => {
  const mend = changeFileSystem(() => ({
    renameSync: () => {
      throw new TypeError('interrupted');
    },
  }));
  try {
    return await build({}).catch((error) => error.message);
  } finally {
    mend();
  }
};

const finishedUnits = (): number =>
  readFileSync(join(directory, 'building', 'journal.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean).length - 1;

// promise: build/resume
// promise: publish/atomic
describe('a build that was killed', () => {
  it('goes on when it is called again, and ends with the bytes of one that was not', async () => {
    const undisturbed = await build({}, join(folder, 'undisturbed'));
    expect(undisturbed.resumedUnits).toBe(0);
    await killAt(4 * UNIT_DOCUMENTS);
    const finished = finishedUnits();
    expect(finished).toBeGreaterThan(0);
    expect(existsSync(join(directory, 'CURRENT'))).toBe(false);
    const resumed = await build();
    expect(resumed.resumedUnits).toBe(finished);
    expect(resumed.id).toBe(undisturbed.id);
    expect(hashTree(join(directory, 'generations'))).toEqual(hashTree(join(folder, 'undisturbed', 'generations')));
    expect(existsSync(join(directory, 'building'))).toBe(false);
  });

  it('more than once keeps what each time was finished, and leaves the older generation as it is', async () => {
    const older = await build({ passages: { kind: 'words', words: 30 } });
    const before = hashTree(join(directory, 'generations'));
    await killAt(3 * UNIT_DOCUMENTS);
    const first = finishedUnits();
    await killAt(5 * UNIT_DOCUMENTS);
    const second = finishedUnits();
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
    expect(hashTree(join(directory, 'generations'))).toEqual(before);
    expect(readFileSync(join(directory, 'CURRENT'), 'utf8')).toContain(older.generation);
    const resumed = await build();
    expect(resumed.resumedUnits).toBe(second);
    expect(hashTree(join(directory, 'generations'))).toMatchObject(before);
  });
});

describe('a build that was interrupted when all units were finished', () => {
  const units = Math.ceil(DOCUMENTS / UNIT_DOCUMENTS);

  it('takes all of them over', async () => {
    expect(await failLate()).toBe('interrupted');
    expect((await build()).resumedUnits).toBe(units);
  });

  it.each([
    ['other passages', { passages: { kind: 'words', words: 30 } }],
    ['another analyzer', { analyzer: 'plain' }],
    ['texts that are compressed', { texts: 'compressed' }],
    ['records that may be bad', { onError: 'skip' }],
  ] satisfies [string, Partial<BuildOptions>][])('takes none of them over with %s', async (_what, options) => {
    await failLate();
    expect((await build(options)).resumedUnits).toBe(0);
  });

  it('does a unit again of which the file is damaged or gone, and not the others', async () => {
    await failLate();
    const building = join(directory, 'building');
    const [file] = readdirSync(building).filter((name) => name.startsWith('unit-'));
    truncateSync(join(building, file), 100);
    const { id, resumedUnits } = await build();
    expect(resumedUnits).toBe(units - 1);
    expect(id).toBe((await build({}, join(folder, 'undisturbed'))).id);
  });

  it('is refused when its input gives other documents under the same name and size, and then begins anew', async () => {
    // A file system that tells no times, as some network mounts do not.
    const timeless = (stat: object) => Object.assign(stat, { mtimeNs: 0n, ctimeNs: 0n });
    restore = changeFileSystem(({ statSync }) => ({
      statSync: ((...given: Parameters<typeof statSync>) => timeless(statSync(...given)!)) as typeof statSync,
    }));
    await failLate();
    const bytes = statSync(input).size;
    const lines = makeCollection(DOCUMENTS - 1);
    writeFileSync(input, `${lines.trimEnd().padEnd(bytes - 1)}\n`);
    expect(statSync(input).size).toBe(bytes);
    await expect(build()).rejects.toMatchObject({ code: 'INPUT_CHANGED', facts: { unit: units - 1 } });
    const again = await build();
    expect(again.resumedUnits).toBe(0);
    expect(again.counts.documents).toBe(DOCUMENTS - 1);
  });
});

// promise: build/clear-failure
describe('a build of nothing', () => {
  it('is refused, and the index that was there stays', async () => {
    const older = await build();
    for (const text of ['', '\n\n', '{"_id":"a"}\nnot json\n']) {
      writeFileSync(input, text);
      const refused = build({ onError: 'skip', format: 'jsonl' });
      await expect(refused, JSON.stringify(text)).rejects.toMatchObject({ code: 'INPUT_EMPTY' });
    }
    expect(readFileSync(join(directory, 'CURRENT'), 'utf8')).toContain(older.generation);
  });
});
