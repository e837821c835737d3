import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeFileSystem } from '../../../src/store/file-system.ts';
import { checkDirectory, claimDirectory, removeLeftovers } from '../../../src/store/output-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Makes a folder of files; a name that ends with `/` is a folder, a text of `-> PATH` a link. */
function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), path);
    else if (!name.endsWith('/')) writeFileSync(path, text);
  }
  return folder;
}

function listTree(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) return `${path} -> ${readlinkSync(path)}`;
    return entry.isFile() ? `${path} ${readFileSync(path, 'utf8')}` : path;
  });
}

const MARKER = 'stillweb index directory 1\n';
const refused = (code: string) => expect.objectContaining({ code });
/** Of a manifest that another version wrote. */
const OLD_MANIFEST = '{"format":1}\n';
const OLD_HASH = createHash('sha256').update(OLD_MANIFEST).digest('hex');
const OLD_NAME = `0123456789abcdef-${OLD_HASH.slice(0, 16)}`;
const OLD_INDEX = {
  CURRENT: `${JSON.stringify({ generation: OLD_NAME, manifest: OLD_HASH })}\n`,
  [`generations/${OLD_NAME}/manifest.json`]: OLD_MANIFEST,
  'building/notes.txt': 'x',
};

// promise: build/own-folder
describe('the directory of a build', () => {
  it.each([
    ['absent', () => join(temporaryFolder(), 'a', 'b')],
    ['empty', () => temporaryFolder()],
    ['marked', () => makeFolder({ STILLWEB: MARKER, 'notes.txt': 'mine' })],
    ['marked by a later program of the same form', () => makeFolder({ STILLWEB: `${MARKER}more\n`, CURRENT: 'torn' })],
    ['an index of a program that knew no marker', () => makeFolder(OLD_INDEX)],
    [
      'left by a builder that died while it made the marker',
      () => makeFolder({ 'STILLWEB.0123456789abcdef': 'still' }),
    ],
    ['a link to an empty folder', () => join(makeFolder({ 'real/': '', link: '-> real' }), 'link')],
  ])('is taken where it is %s, and is marked then', (_, make) => {
    const directory = make();
    claimDirectory(directory);
    expect(readFileSync(join(directory, 'STILLWEB'), 'utf8').startsWith(MARKER)).toBe(true);
    claimDirectory(directory);
    removeLeftovers(directory);
    expect(readdirSync(directory).filter((name) => name.startsWith('STILLWEB'))).toEqual(['STILLWEB']);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a file of somebody else', { 'thesis.md': 'my life' }],
    ['a hidden file', { '.git/': '' }],
    ['a folder building', { 'building/plan.txt': 'my plan' }],
    ['CURRENT and LOCK of another program', { CURRENT: 'MANIFEST-000004\n', LOCK: '' }],
    ['CURRENT that names no generation there', { CURRENT: OLD_INDEX.CURRENT }],
    [
      'CURRENT that names a generation with another manifest',
      { ...OLD_INDEX, [`generations/${OLD_NAME}/manifest.json`]: '{"format":3}\n' },
    ],
    ['a marker with other words', { STILLWEB: 'radio\n', 'tape.wav': 'x' }],
    ['an empty marker', { STILLWEB: '' }],
    ['a marker without end', { STILLWEB: MARKER.padEnd(100_000, 'x') }],
    ['a link under the name of the marker', { 'elsewhere.txt': MARKER, STILLWEB: '-> elsewhere.txt' }],
    ['a folder under the name of the marker', { 'STILLWEB/': '' }],
    ['a link as building', { STILLWEB: MARKER, 'photos/a.jpg': 'x', building: '-> photos' }],
    ['a link as generations', { STILLWEB: MARKER, 'photos/a.jpg': 'x', generations: '-> photos' }],
    ['a link as CURRENT', { STILLWEB: MARKER, 'a.txt': 'x', CURRENT: '-> a.txt' }],
    ['a link that leads nowhere as LOCK', { STILLWEB: MARKER, LOCK: '-> nowhere' }],
    ['a folder as LOCK', { STILLWEB: MARKER, 'LOCK/': '' }],
    ['a link as set-aside', { STILLWEB: MARKER, 'set-aside': '-> .' }],
  ])('is refused and left alone where it holds %s', (_, files) => {
    const directory = makeFolder(files);
    const before = listTree(directory);
    expect(() => claimDirectory(directory)).toThrow(refused('OUTPUT_NOT_OURS'));
    expect(listTree(directory)).toEqual(before);
  });

  it.each([
    ['a file', { out: 'x' }, 'out'],
    ['below a file', { out: 'x' }, 'out/index'],
    ['a loop of links', { out: '-> other', other: '-> out' }, 'out'],
    ['below a loop of links', { out: '-> other', other: '-> out' }, 'out/index'],
    ['a link that leads nowhere', { out: '-> nowhere/at/all' }, 'out'],
    ['of a name that is too long', {}, 'n'.repeat(300)],
  ])('is refused as unusable where it is %s', (_, files, name) => {
    const folder = makeFolder(files as Record<string, string>);
    const before = listTree(folder);
    expect(() => claimDirectory(join(folder, name))).toThrow(refused('OUTPUT_UNUSABLE'));
    expect(listTree(folder)).toEqual(before);
  });

  it('is refused before any work where generations is on another file system', () => {
    const directory = makeFolder({ STILLWEB: MARKER, 'generations/': '' });
    const restore = changeFileSystem(({ lstatSync }) => ({
      lstatSync: ((path: string, ...rest: []) => {
        const stats = lstatSync(path, ...rest);
        return path.endsWith('generations') ? Object.assign(stats, { dev: stats.dev + 1 }) : stats;
      }) as typeof lstatSync,
    }));
    try {
      expect(() => claimDirectory(directory)).toThrow(
        expect.objectContaining({ code: 'OUTPUT_UNUSABLE', facts: expect.objectContaining({ errno: 'EXDEV' }) }),
      );
    } finally {
      restore();
    }
  });

  it.each(['EACCES', 'EPERM', 'EROFS'])('is refused before any work where it may not be written to: %s', (code) => {
    const directory = makeFolder({ STILLWEB: MARKER });
    const restore = changeFileSystem(() => ({
      accessSync() {
        throw Object.assign(new Error(`${code}: refused, access`), { code, syscall: 'access' });
      },
    }));
    try {
      expect(() => claimDirectory(directory)).toThrow(refused('OUTPUT_UNUSABLE'));
    } finally {
      restore();
    }
  });

  it('is refused where a later program has given it another form', () => {
    const directory = makeFolder({ STILLWEB: 'stillweb index directory 2\n' });
    expect(() => claimDirectory(directory)).toThrow(refused('INDEX_TOO_NEW'));
  });

  it.each(['', ' ', '\t\n', 'a\0b'])('is never the path %j', (path) => {
    expect(() => checkDirectory(path)).toThrow(refused('SETTING_INVALID'));
  });

  it('is marked by a builder also where another removes its half-made marker', () => {
    const directory = temporaryFolder();
    const restore = changeFileSystem(({ renameSync }) => ({
      renameSync(from, to) {
        rmSync(from);
        writeFileSync(to, MARKER);
        renameSync(from, to);
      },
    }));
    try {
      claimDirectory(directory);
    } finally {
      restore();
    }
    expect(readdirSync(directory)).toEqual(['STILLWEB']);
  });
});
