import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settledMs, stampOf } from '../../../../indexer/ingest/input-stamps.ts';
import { openCollection } from '../../../../indexer/ingest/open-collection.ts';
import { planBuild } from '../../../../indexer/plan.ts';
import { writeFolder, writeInput } from '../../../support/read-collection.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const CHANGED = { code: 'INPUT_CHANGED' };

/** Reads a collection to its end and looks at it once more; `change` comes when so many documents are read. */
async function readWith(path: string, change: () => void, at = 1): Promise<void> {
  const collection = await openCollection([path], { output: join(path, 'ix') });
  let documents = 0;
  if (at === 0) change();
  const problems: unknown[] = [];
  for await (const batch of collection.read({ onProblem: ({ error }) => problems.push(error) })) {
    for (const _ of batch) if (++documents === at) change();
  }
  if (problems.length > 0) throw problems[0];
  collection.checkUnchanged();
}

/** Other content of the same length, under the time that the file had. */
function replaceUnderOldTime(path: string, content: string): void {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, content);
  utimesSync(path, atime, mtime);
}

const FILES = { 'a.md': 'one', 'sub/b.md': 'two', 'sub/c.jsonl': '{"_id":"1","text":"t"}\n', 'z.txt': 'three' };

describe.each([
  ['before it is read', 0],
  ['while it is read', 1],
  ['behind its last document', 4],
])('a folder that changes %s', (_, at) => {
  it.each([
    ['a file more', (folder: string) => writeFileSync(join(folder, 'sub', 'd.md'), 'four')],
    ['a file less', (folder: string) => rmSync(join(folder, 'z.txt'))],
    ['a file that grows', (folder: string) => appendFileSync(join(folder, 'z.txt'), ' more')],
    ['a file that shrinks', (folder: string) => truncateSync(join(folder, 'sub', 'c.jsonl'), 5)],
    [
      'a file of another content under its old time',
      (folder: string) => replaceUnderOldTime(join(folder, 'a.md'), 'ONE'),
    ],
    [
      'another file in the place of one',
      (folder: string) => {
        writeFileSync(join(folder, 'new'), 'ONE');
        renameSync(join(folder, 'new'), join(folder, 'z.txt'));
      },
    ],
    [
      'a link in the place of a file',
      (folder: string) => {
        rmSync(join(folder, 'z.txt'));
        symlinkSync('a.md', join(folder, 'z.txt'));
      },
    ],
    [
      'a link in the place of a folder',
      (folder: string) => {
        renameSync(join(folder, 'sub'), join(folder, '.sub'));
        symlinkSync('.sub', join(folder, 'sub'));
      },
    ],
  ])('by %s is INPUT_CHANGED', async (_what, change) => {
    const folder = writeFolder(FILES);
    await expect(readWith(folder, () => change(folder), at)).rejects.toMatchObject(CHANGED);
  });

  it('by what is passed over has not changed', async () => {
    const folder = writeFolder(FILES);
    const change = () => {
      for (const name of ['image.png', '.hidden.md', 'ix/building/journal.jsonl', 'node_modules/x/readme.md']) {
        mkdirSync(join(folder, name, '..'), { recursive: true });
        writeFileSync(join(folder, name), 'other');
      }
    };
    await readWith(folder, change, at);
  });
});

describe('a file that was named', () => {
  const LINES = Array.from(
    { length: 9000 },
    (_, number) => `{"_id":"${number}","text":"some text of a record"}\n`,
  ).join('');

  it.each([
    ['grows', (path: string) => appendFileSync(path, '{"_id":"more","text":"t"}\n')],
    ['shrinks', (path: string) => truncateSync(path, 300_000)],
    ['is emptied', (path: string) => truncateSync(path, 0)],
  ])('is INPUT_CHANGED when it %s while it is read, and no shorter collection', async (_, change) => {
    const path = writeInput('corpus.jsonl', LINES);
    await expect(readWith(path, () => change(path))).rejects.toMatchObject({ ...CHANGED, facts: { file: path } });
  });

  it('is that to which a link leads', async () => {
    for (const change of [
      (path: string) => replaceUnderOldTime(path, LINES.replaceAll('some', 'same')),
      (path: string) => appendFileSync(path, '\n'),
    ]) {
      const path = writeInput('real.jsonl', LINES);
      const link = join(temporaryFolder(), 'link.jsonl');
      symlinkSync(path, link);
      await expect(readWith(link, () => change(path), 9000)).rejects.toMatchObject(CHANGED);
    }
    const link = join(temporaryFolder(), 'link.jsonl');
    symlinkSync(writeInput('one.jsonl', LINES), link);
    const turn = () => {
      rmSync(link);
      symlinkSync(writeInput('two.jsonl', LINES), link);
    };
    await expect(readWith(link, turn)).rejects.toMatchObject(CHANGED);
  });

  it('is told as changed, and not as damaged, when what was written looks like damage', async () => {
    const path = writeInput('corpus.jsonl', `${LINES}{"_id":"last","te`);
    const reading = planBuild({
      inputs: [path],
      directory: join(temporaryFolder(), 'ix'),
      engine: 'stillweb',
      analyzer: 'english',
      encoder: 'none',
      passages: { kind: 'whole' },
      onError: 'stop',
      onProgress: ({ documents }) => {
        if (documents === 9000) appendFileSync(path, 'xt":"t"}\n');
      },
    });
    await expect(reading).rejects.toMatchObject(CHANGED);
  });
});

describe('a stamp', () => {
  it('is trusted two seconds behind a change, and a tenth of one where times have parts of a millisecond', () => {
    expect(settledMs({ mtimeMs: 10_000, ctimeMs: 12_000 })).toBe(14_000);
    expect(settledMs({ mtimeMs: 14_000.5, ctimeMs: 12_000 })).toBe(16_000.5);
    expect(settledMs({ mtimeMs: 10_000, ctimeMs: 12_000.25 })).toBe(12_100.25);
    expect(settledMs({ mtimeMs: 14_000, ctimeMs: 12_000.25 })).toBe(14_100);
  });

  it('is another one where a file is written to as soon as it is trusted, under its old time too', () => {
    const folder = writeFolder({ 'a.md': 'a', clock: '' });
    const [path, clock] = [join(folder, 'a.md'), join(folder, 'clock')];
    for (let round = 0; round < 3; round++) {
      const before = statSync(path);
      do writeFileSync(clock, '');
      while (statSync(clock).mtimeMs <= settledMs(before));
      replaceUnderOldTime(path, String(round));
      expect(stampOf(statSync(path))).not.toBe(stampOf(before));
    }
  });
});
