import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuildResult, buildIndex } from '../../indexer/build.ts';
import { changeFileSystem } from '../../src/store/file-system.ts';
import { openIndex, readCurrent } from '../../src/store/open.ts';
import { makeCollection } from '../support/generated-index.ts';
import { interruptedBuild } from '../support/interrupted-build.ts';
import { hashTree, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
let directory: string;
let restore = (): void => {};
afterEach(() => restore());
beforeEach(() => {
  folder = temporaryFolder();
  directory = join(folder, 'index');
});

function build(documents = 20): Promise<BuildResult> {
  const input = join(folder, `corpus-${documents}.jsonl`);
  writeFileSync(input, makeCollection(documents));
  return buildIndex(interruptedBuild(input, directory));
}

// promise: build/own-folder
describe('stillweb index --out', () => {
  it('into a folder of somebody else, or with a path that was never set, changes nothing and says why', () => {
    const input = join(folder, 'in.jsonl');
    writeFileSync(input, makeCollection(3));
    mkdirSync(join(directory, 'building'), { recursive: true });
    writeFileSync(join(directory, 'building', 'plan.txt'), 'my plan');
    const before = hashTree(folder);
    for (const [out, code] of [
      [directory, 'OUTPUT_NOT_OURS'],
      ['', 'SETTING_INVALID'],
      [input, 'OUTPUT_UNUSABLE'],
    ]) {
      const ran = runProgram(['index', input, '--out', out, '--encoder', 'none', '--json', '--quiet'], {
        cwd: directory,
      });
      expect([ran.code, JSON.parse(ran.err).error.code]).toEqual([2, code]);
    }
    expect(hashTree(folder)).toEqual(before);
  });
});

describe('a rebuild mends a generation', () => {
  it.each<[string, (generation: string) => void, readonly string[]]>([
    ['that holds a folder', (generation) => mkdirSync(join(generation, 'junk')), ['junk']],
    ['that holds a file of somebody else', (generation) => writeFileSync(join(generation, 'a.txt'), 'x'), ['a.txt']],
    ['in which a link leads nowhere', (generation) => replaceByLink(generation, '/nonexistent'), []],
    ['in which a link leads to itself', (generation) => replaceByLink(generation, 'ids.bin'), []],
    ['in which a pipe is in the place of a file', replaceByPipe, ['ids.bin']],
    ['in which a folder is in the place of a file', replaceByFolder, ['ids.bin']],
    ['that lacks a file', (generation) => rmSync(join(generation, 'ids.bin')), []],
    ['that is a link itself', replaceByLinked, []],
  ])('%s', async (_, damage, kept) => {
    const { id, generation } = await build();
    const path = join(directory, 'generations', generation);
    const whole = hashTree(path);
    damage(path);
    expect(() => openIndex(directory)).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
    expect((await build()).id).toBe(id);
    openIndex(directory);
    expect(hashTree(path)).toEqual(whole);
    const aside = join(directory, 'set-aside', generation);
    expect(kept.length === 0 ? [] : readdirSync(aside)).toEqual(kept);
  });
});

function replaceByLink(generation: string, target: string): void {
  rmSync(join(generation, 'ids.bin'));
  symlinkSync(target, join(generation, 'ids.bin'));
}

function replaceByPipe(generation: string): void {
  rmSync(join(generation, 'ids.bin'));
  execFileSync('mkfifo', [join(generation, 'ids.bin')]);
}

function replaceByFolder(generation: string): void {
  rmSync(join(generation, 'ids.bin'));
  mkdirSync(join(generation, 'ids.bin'));
}

/** Without a file, so that the index cannot be opened. */
function replaceByLinked(generation: string): void {
  rmSync(join(generation, 'ids.bin'));
  renameSync(generation, `${generation}.elsewhere`);
  symlinkSync(`${generation}.elsewhere`, generation);
}

describe('an index that was built wrongly', () => {
  // A bit that the memory or the disk has turned before the hash of the file was taken.
  it.each(['passages.bin', 'ids.bin', 'attributes.bin', 'blocks.bin'])(
    'in %s is not published, and the one before it stays',
    async (name) => {
      const older = await build(10);
      restore = changeFileSystem(({ openSync, fsyncSync }) => {
        let damaged = -1;
        let path = '';
        return {
          openSync(opened, ...rest) {
            const file = openSync(opened, ...rest);
            if (String(opened).endsWith(`/${name}`) && rest[0] === 'w') {
              damaged = file;
              path = String(opened);
            }
            return file;
          },
          fsyncSync(file) {
            // The table of sections, at byte 16, says behind 24 bytes more where the first of them begins.
            if (file === damaged) writeSync(file, Buffer.alloc(8, 0xff), 0, 8, readFileSync(path).readUInt32LE(40));
            damaged = file === damaged ? -1 : damaged;
            fsyncSync(file);
          },
        };
      });
      await expect(build(20)).rejects.toMatchObject({ code: expect.stringMatching(/^(CHECK_FAILED|INDEX_CORRUPT)$/) });
      restore();
      expect(readCurrent(directory).generation).toBe(older.generation);
      openIndex(directory);
      const { id } = await build(20);
      expect(readFileSync(join(directory, 'CURRENT'), 'utf8')).toContain(id.slice(0, 16));
    },
  );
});
