import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEADLY_MODULE, DeadlyBuild, deadlyLines } from '../support/deadly-build.ts';
import { PROGRAM } from '../support/program.ts';

/** Documents that end threads, on the command line. */

const LINES = deadlyLines(20, { 7: 'diesbyexit' });

let build: DeadlyBuild;
beforeEach(() => {
  build = new DeadlyBuild();
});

function runIndex(
  input: string,
  flags: readonly string[],
  standardInput = '',
): { code: number | null; out: string; err: string } {
  const settings = [
    '--out',
    join(build.folder, 'index'),
    '--encoder',
    `deadly:${build.model}`,
    '--import',
    DEADLY_MODULE,
  ];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [PROGRAM, 'index', input, ...settings, '--quiet', '--json', '--threads', '2', ...flags],
    { encoding: 'utf8', input: standardInput },
  );
  return { code: status, out: stdout, err: stderr };
}

describe('stillweb index with a document that ends a thread', () => {
  it('counts it in its JSON and lists it where bad records are skipped', () => {
    writeFileSync(build.input, LINES.join('\n'));
    const { code, out, err } = runIndex(build.input, ['--on-error', 'skip']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ skipped: 1, counts: { documents: 19 } });
    expect(err).toMatch(/^skipped {2}DOCUMENT_FATAL: .*corpus\.jsonl line 8 has a document "d7"/);
  });

  it('tells its record as JSON where they are not, with the exit code of a bad record', () => {
    writeFileSync(build.input, LINES.join('\n'));
    const { code, out, err } = runIndex(build.input, []);
    expect([code, out]).toEqual([1, '']);
    expect(JSON.parse(err).error).toMatchObject({ code: 'DOCUMENT_FATAL', facts: { line: 8, id: 'd7' } });
  });

  it('tells the file where a document is one', () => {
    const pages = join(build.folder, 'pages');
    mkdirSync(pages);
    for (const name of ['a', 'b', 'c']) writeFileSync(join(pages, `${name}.md`), name === 'b' ? 'diesbyerror' : name);
    const { err } = runIndex(pages, ['--on-error', 'stop']);
    expect(JSON.parse(err).error.facts).toMatchObject({ file: join(pages, 'b.md'), id: 'b.md' });
  });

  it('ends with it where a stream cannot be read again, and leaves it out when the stream is given again', () => {
    const text = LINES.join('\n');
    const first = runIndex('-', ['--on-error', 'skip'], text);
    expect(first.code).toBe(1);
    expect(JSON.parse(first.err).error).toMatchObject({
      code: 'DOCUMENT_FATAL',
      message: expect.stringMatching(/give it again/),
    });
    const second = runIndex('-', ['--on-error', 'skip'], text);
    expect(JSON.parse(second.out)).toMatchObject({ skipped: 1, counts: { documents: 19 } });
    writeFileSync(build.input, LINES.filter((_line, i) => i !== 7).join('\n'));
    expect(JSON.parse(runIndex(build.input, []).out).id).toBe(JSON.parse(second.out).id);
  });
});
