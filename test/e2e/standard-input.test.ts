import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeCollection } from '../support/generated-index.ts';
import { PROGRAM, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DOCUMENTS = 40;
const LINES = makeCollection(DOCUMENTS);

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'corpus.jsonl'), LINES);
  writeFileSync(join(folder, 'corpus.jsonl.gz'), gzipSync(LINES));
});

/** Runs a line of a shell in which `stillweb` is the built program. */
function shell(line: string): { code: number | null; out: string; err: string } {
  const script = `stillweb() { ${JSON.stringify(process.execPath)} ${JSON.stringify(PROGRAM)} "$@"; }; ${line}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 50_000,
  });
  return { code: status, out: stdout, err: stderr };
}

describe.runIf(process.platform === 'linux')('stillweb index', () => {
  it.each([
    ['a pipe', 'zcat corpus.jsonl.gz | stillweb index -'],
    ['a pipe of packed bytes', 'cat corpus.jsonl.gz | stillweb index -'],
    ['a file as standard input', '< corpus.jsonl stillweb index -'],
    ['the name of standard input', 'cat corpus.jsonl | stillweb index /dev/stdin'],
    ['a process substitution', 'stillweb index <(zcat corpus.jsonl.gz)'],
  ])('reads %s', (_, command) => {
    const { code, out } = shell(`${command} --dry-run --json --quiet --out ix`);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ documents: DOCUMENTS, skipped: 0 });
  });

  it('builds of a pipe what it builds of the file', () => {
    const build = 'stillweb index - --json --quiet --encoder none --name n --out';
    const piped = shell(`cat corpus.jsonl.gz | ${build} piped`);
    const named = runProgram([
      ...['index', join(folder, 'corpus.jsonl'), '--json', '--quiet', '--encoder', 'none', '--name', 'n'],
      ...['--out', join(folder, 'named')],
    ]);
    expect(JSON.parse(piped.out).id).toBe(JSON.parse(named.out).id);
  });

  it.each([
    ['a pipe with a name', 'mkfifo p; stillweb index p', 'stillweb index - < p'],
    ['a device', 'stillweb index /dev/zero', '/dev/zero is a device'],
    ['a device as standard input', 'stillweb index - < /dev/null', 'standard input is a device'],
    ['a folder as standard input', 'stillweb index - < .', 'standard input is a folder'],
    ['what is not there', 'stillweb index nope.jsonl', 'nope.jsonl cannot be read (ENOENT)'],
  ])('refuses %s as INPUT_MISSING, and waits for nothing', (_, command, message) => {
    const { code, err } = shell(`${command} --dry-run --quiet --out ix`);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(err).toContain('INPUT_MISSING');
  });
});
