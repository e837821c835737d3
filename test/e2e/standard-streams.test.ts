import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { choosePort } from '../../scripts/start/choose-port.ts';
import { MAX_QUERY_BYTES } from '../../src/limits.ts';
import { makeCollection } from '../support/generated-index.ts';
import { PROGRAM, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
let index: string;
beforeAll(() => {
  folder = temporaryFolder();
  index = join(folder, 'index');
  writeFileSync(join(folder, 'in.jsonl'), makeCollection(20));
  const { code, err } = runProgram(['index', join(folder, 'in.jsonl'), '--out', index, '--encoder', 'none', '--quiet']);
  expect(code, err).toBe(0);
});

/** Runs a line of the shell in which `stillweb` is the built program. */
function runShell(line: string): { code: number | null; err: string } {
  const script = `stillweb() { "${process.execPath}" "${PROGRAM}" "$@"; }; set -o pipefail; ${line}`;
  const { status, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
  return { code: status, err: stderr };
}

describe.runIf(existsSync('/dev/full'))('standard output', () => {
  it('of which the disk is full is told by its code, as a fault, and once', () => {
    for (const line of ['stillweb search index river', 'stillweb inspect index --json', 'stillweb check index']) {
      const { code, err } = runShell(`${line} > /dev/full`);
      expect(code, line).toBe(1);
      const told = err.split('\n').filter((each) => each.includes('STORAGE_FAILED'));
      expect(told, err).toHaveLength(1);
      expect(told[0]).toContain('ENOSPC');
      expect(err).not.toContain('bug');
    }
  });

  it('that nobody reads any more ends nothing and is no fault', () => {
    for (const line of [
      'stillweb search index river | true',
      'stillweb index in.jsonl --out piped --encoder none 2>&1 | true',
      'stillweb inspect index | head -1',
    ]) {
      expect(runShell(line), line).toEqual({ code: 0, err: '' });
    }
    expect(runProgram(['search', join(folder, 'piped'), 'river']).code).toBe(0);
  });

  it('that nobody reads does not hide that something was found', () => {
    expect(runShell('stillweb search nowhere river 2>/dev/null | true').code).toBe(1);
  });
});

it('a query over the limit is refused on the terminal as it is over HTTP', () => {
  const { code, err } = runProgram(['search', index, 'ä'.repeat(MAX_QUERY_BYTES / 2 + 1), '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(err).error).toMatchObject({ code: 'QUERY_TOO_LONG', facts: { bytes: MAX_QUERY_BYTES + 2 } });
  expect(runProgram(['search', index, 'ä'.repeat(MAX_QUERY_BYTES / 2)]).code).toBe(0);
});

describe('npm start', () => {
  it('takes the next port where the usual one is taken, and none of its own where one is named', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const [flag, chosen] = await choosePort([], {}, port);
    expect(flag).toBe('--port');
    expect(Number(chosen)).toBeGreaterThan(port);
    expect(await choosePort(['--port', String(port)], {}, port)).toEqual([]);
    expect(await choosePort([`--port=${port}`], {}, port)).toEqual([]);
    expect(await choosePort([], { STILLWEB_PORT: '1' }, port)).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
    expect(await choosePort([], {}, port)).toEqual([]);
  });
});
