import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
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
const failLate = async (options: Partial<BuildOptions> = {}): Promise<unknown> => {
  const mend = changeFileSystem(({ renameSync }) => ({
    renameSync: (from, to) => {
      if (String(from).includes('building')) throw new TypeError('interrupted');
      renameSync(from, to);
    },
  }));
  try {
    return await build(options).catch((error) => error.message);
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

  it('does so when titles and texts are fields of their own', async () => {
    const options = { ranking: 'standard', encoder: 'static' } as const;
    const undisturbed = await build(options, join(folder, 'undisturbed'));
    expect(await failLate(options)).toBe('interrupted');
    const resumed = await build(options);
    expect(resumed.resumedUnits).toBeGreaterThan(0);
    expect(resumed.id).toBe(undisturbed.id);
    expect(hashTree(join(directory, 'generations'))).toEqual(hashTree(join(folder, 'undisturbed', 'generations')));
  });

  it.each(['group-near', 'drop-near'] as const)('does so when copies are looked for, by %s', async (duplicates) => {
    const options = { duplicates, nearPercent: 60 };
    expect(await failLate(options)).toBe('interrupted');
    const { generation, resumedUnits } = await build(options);
    expect(resumedUnits).toBeGreaterThan(0);
    const whole = await build(options, join(folder, 'whole'));
    expect(hashTree(join(directory, 'generations', generation))).toEqual(
      hashTree(join(folder, 'whole', 'generations', whole.generation)),
    );
    expect(readdirSync(directory)).not.toContain('building');
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
    ['another ranking', { ranking: 'bm25' }],
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

  it.each([
    ['of a file', false],
    ['behind a link', true],
  ])(
    'takes over only units of the documents that it reads, whatever size and time say of the input %s',
    async (_, isLink) => {
      const named = isLink ? join(folder, 'link.jsonl') : input;
      if (isLink) symlinkSync(input, named);
      const inputs = [named];
      await failLate({ inputs });
      const { atime, mtime, size } = statSync(input);
      const lines = readFileSync(input, 'utf8').split('\n');
      // A document of the third unit, of the same length.
      const place = 2 * UNIT_DOCUMENTS + 7;
      lines[place] = lines[place].replace(/"text":"./, '"text":"Q');
      writeFileSync(input, lines.join('\n'));
      utimesSync(input, atime, mtime);
      expect(statSync(input).size).toBe(size);
      const { id, resumedUnits } = await build({ inputs });
      expect(resumedUnits).toBe(units - 1);
      expect(id).toBe((await build({}, join(folder, 'undisturbed'))).id);
    },
  );

  it('takes over what is alike in another input, and ends with the bytes of that one', async () => {
    await failLate();
    const shorter = join(folder, 'shorter.jsonl');
    const lines = readFileSync(input, 'utf8').split('\n');
    writeFileSync(shorter, lines.slice(0, 2 * UNIT_DOCUMENTS + 10).join('\n'));
    const inputs = [shorter];
    const { id, resumedUnits } = await build({ inputs });
    expect(resumedUnits).toBe(2);
    expect(id).toBe((await build({ inputs }, join(folder, 'undisturbed'))).id);
  });
});

describe('a build whose input changes while it is read', () => {
  it('is INPUT_CHANGED, publishes nothing, and goes on with what has not changed', async () => {
    const older = await build({ passages: { kind: 'words', words: 30 } });
    const append = ({ documents }: { documents: number }) => {
      if (documents === DOCUMENTS - 1) appendFileSync(input, '{"_id":"more","text":"one more"}\n');
    };
    await expect(build({ onProgress: append })).rejects.toMatchObject({ code: 'INPUT_CHANGED' });
    expect(readFileSync(join(directory, 'CURRENT'), 'utf8')).toContain(older.generation);
    const again = await build();
    expect(again.resumedUnits).toBeGreaterThan(0);
    expect(again.counts.documents).toBe(DOCUMENTS + 1);
    expect(again.id).toBe((await build({}, join(folder, 'undisturbed'))).id);
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
