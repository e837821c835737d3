import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { openIndex } from '../../src/store/open.ts';
import { ARTICLES, hashTree, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Documents enough for several units, so that workers really finish out of order. */
const MANY = 9000;
/** Enough for a file of every kind, where units and their order say nothing. */
const FEW = 300;

function writeCollection(folder: string): { plain: string; compressed: string; few: string } {
  const names = readdirSync(ARTICLES).sort();
  const articles = names.map((name) => readFileSync(join(ARTICLES, name), 'utf8'));
  const lines: string[] = [];
  for (let i = 0; i < MANY; i++) {
    const article = articles[i % articles.length];
    const links = [`d${(i * 7) % MANY}`, 'nowhere', `http://host${i % 3}.example/${(i * 5) % MANY}`];
    lines.push(
      JSON.stringify({
        _id: `d${i}`,
        title: `Article ${i}`,
        text: article.slice((i * 13) % 400, 400 + ((i * 29) % 600)),
        url: `http://host${i % 3}.example/${i}`,
        date: `20${10 + (i % 10)}-0${1 + (i % 9)}-15`,
        language: i % 4 === 0 ? 'de' : 'en',
        links,
        shelf: i % 5,
      }),
    );
  }
  const plain = join(folder, 'corpus.jsonl');
  const compressed = join(folder, 'corpus.jsonl.gz');
  writeFileSync(plain, `${lines.join('\n')}\n`);
  const few = join(folder, 'few.jsonl');
  writeFileSync(compressed, gzipSync(lines.join('\n')));
  writeFileSync(few, `${lines.slice(0, FEW).join('\n')}\n`);
  return { plain, compressed, few };
}

describe('building an index', () => {
  let folder: string;
  let input: { plain: string; compressed: string; few: string };
  /** An index of the few documents, which tests copy and none changes. */
  let small: string;
  let smallId: string;
  let first: { id: string; counts: { documents: number; links: number } };

  beforeAll(() => {
    folder = temporaryFolder();
    input = writeCollection(folder);
    const { out, err, code } = runProgram([
      'index',
      input.plain,
      '--out',
      join(folder, 'a'),
      '--threads',
      '1',
      '--json',
      '--quiet',
    ]);
    expect(code, err).toBe(0);
    first = JSON.parse(out);
    small = join(folder, 'small');
    smallId = buildFew(small);
  }, 120_000);

  function buildFew(directory: string, ...flags: readonly string[]): string {
    const built = runProgram(['index', input.few, '--out', directory, ...flags, '--json', '--quiet']);
    expect(built.code, built.err).toBe(0);
    return JSON.parse(built.out).id as string;
  }

  // promise: build/byte-identical
  it('gives the same bytes for other threads, memory, directory, time zone, locale and compression', () => {
    const environment = { ...process.env, TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };
    const other = join(folder, 'elsewhere', 'b');
    const built = runProgram(
      ['index', 'corpus.jsonl.gz', '--out', other, '--threads', '3', '--memory', '3g', '--json', '--quiet'],
      { env: environment, cwd: folder },
    );
    expect(built.code, built.err).toBe(0);
    expect(JSON.parse(built.out).id).toBe(first.id);
    const trees = [join(folder, 'a'), other].map((directory) => hashTree(join(directory, 'generations')));
    expect(trees[1]).toEqual(trees[0]);
    expect(first.counts).toMatchObject({ documents: MANY });
    expect(first.counts.links).toBeGreaterThan(MANY);
  });

  it('gives another id when anything that shapes a ranking differs', () => {
    const ids = [
      ['--passages', 'words:50'],
      ['--analyzer', 'plain'],
      ['--encoder', 'none'],
    ].map((flags) => buildFew(join(folder, `other${flags[1].replace(':', '')}`), ...flags));
    expect(new Set([smallId, ...ids]).size).toBe(4);
  });

  it('proves itself with check, and tells of it in JSON', () => {
    const checked = runProgram(['check', join(folder, 'a'), '--json', '--quiet']);
    expect(checked.code, checked.err).toBe(0);
    expect(JSON.parse(checked.out)).toMatchObject({ index: { id: first.id }, probes: 'exact', findings: [] });
  });

  // promise: build/clear-failure
  it('refuses to promise less memory than one worker takes', () => {
    const refused = runProgram(['index', 'absent.jsonl', '--out', 'absent', '--memory', '447m', '--quiet']);
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain('at least 448m');
  });

  it('stops at a bad line with its place, keeps the old generation, and skips it when asked', () => {
    const bad = join(folder, 'bad.jsonl');
    writeFileSync(bad, '{"_id":"1","text":"one"}\n{"_id":"1","text":"again"}\nnot json\n{"_id":"2","text":"two"}\n');
    const out = join(folder, 'kept');
    cpSync(small, out, { recursive: true });
    const before = hashTree(out);
    const stopped = runProgram(['index', bad, '--out', out, '--quiet']);
    expect(stopped.code).toBe(1);
    expect(stopped.err).toMatch(/^DUPLICATE_ID: .*bad\.jsonl line 2 .*To mend it: /);
    const { 'building/journal.jsonl': _journal, ...after } = hashTree(out);
    expect(after).toEqual(before);
    const skipped = runProgram(['index', bad, '--out', out, '--on-error', 'skip', '--quiet', '--json']);
    expect(JSON.parse(skipped.out)).toMatchObject({ skipped: 2, counts: { documents: 2 } });
    expect(skipped.err).toMatch(/skipped {2}DUPLICATE_ID/);
    expect(skipped.err).toMatch(/skipped {2}LINE_NOT_JSON/);
  });

  it('writes nothing in a dry run', () => {
    const out = join(folder, 'dry');
    const planned = runProgram(['index', input.compressed, '--out', out, '--dry-run', '--json', '--quiet']);
    expect(JSON.parse(planned.out)).toMatchObject({ documents: MANY, skipped: 0 });
    expect(() => readdirSync(out)).toThrow(/ENOENT/);
  });

  // promise: publish/atomic
  it('leaves older generations as they are and serves the new one', () => {
    const out = join(folder, 'twice');
    mkdirSync(out);
    cpSync(small, out, { recursive: true });
    const before = hashTree(join(out, 'generations'));
    const id = buildFew(out, '--encoder', 'none');
    const after = hashTree(join(out, 'generations'));
    expect(after).toMatchObject(before);
    expect(Object.keys(after).length).toBeGreaterThan(Object.keys(before).length);
    expect(id).not.toBe(smallId);
    expect(openIndex(out).manifest.id).toBe(id);
  });

  it('mends a damaged generation when it is built again', () => {
    const out = join(folder, 'mended');
    cpSync(small, out, { recursive: true });
    const before = hashTree(join(out, 'generations'));
    const [path] = Object.keys(before).filter((name) => name.endsWith('ids.bin'));
    truncateSync(join(out, 'generations', path), 100);
    expect(runProgram(['check', out, '--quiet']).err).toMatch(/^INDEX_CORRUPT: ids\.bin/);
    expect(buildFew(out)).toBe(smallId);
    expect(hashTree(join(out, 'generations'))).toEqual(before);
    expect(runProgram(['check', out, '--quiet']).code).toBe(0);
  });

  // promise: open/verified
  describe('opened again', () => {
    let copy: string;
    let generation: string;
    beforeAll(() => {
      copy = join(folder, 'damaged');
      cpSync(small, copy, { recursive: true });
      generation = join(copy, 'generations', readdirSync(join(copy, 'generations'))[0]);
    });

    const files = () => readdirSync(generation);
    const refusal = () => {
      try {
        openIndex(copy);
      } catch (error) {
        return error as { code: string; facts: { file?: string } };
      }
      return null;
    };

    it('is refused for a flipped bit anywhere in any file, which is named', () => {
      for (const file of files()) {
        const path = join(generation, file);
        const whole = readFileSync(path);
        for (const share of [0, 0.13, 0.5, 0.99999]) {
          const damaged = Buffer.from(whole);
          damaged[Math.floor(share * (whole.length - 1))] ^= 1 << (whole.length % 8);
          writeFileSync(path, damaged);
          expect(refusal(), `${file} at ${share}`).toMatchObject({ code: 'INDEX_CORRUPT', facts: { file } });
        }
        writeFileSync(path, whole);
      }
      expect(refusal()).toBeNull();
    });

    it('is refused for a cut, a missing, an added or an exchanged file', () => {
      for (const file of files()) {
        const path = join(generation, file);
        const whole = readFileSync(path);
        truncateSync(path, whole.length - 1);
        expect(refusal()).toMatchObject({ code: 'INDEX_CORRUPT', facts: { file } });
        renameSync(path, `${path}.away`);
        expect(refusal()?.code).toBe('INDEX_CORRUPT');
        renameSync(`${path}.away`, path);
        writeFileSync(path, whole);
      }
      const [one, two] = ['ids.bin', 'links.bin'].map((name) => join(generation, name));
      renameSync(one, `${one}.swap`);
      renameSync(two, one);
      renameSync(`${one}.swap`, two);
      expect(refusal()).toMatchObject({ code: 'INDEX_CORRUPT' });
      renameSync(one, `${one}.swap`);
      renameSync(two, one);
      renameSync(`${one}.swap`, two);
      expect(refusal()).toBeNull();
      writeFileSync(join(generation, 'extra.bin'), 'x');
      expect(refusal()).toMatchObject({ code: 'INDEX_CORRUPT', facts: { file: 'extra.bin' } });
    });
  });
});
