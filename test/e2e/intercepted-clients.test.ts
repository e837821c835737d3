import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Ask,
  askingCommand,
  hasCurl,
  hasPython,
  linesOf,
  oneAfterTheOther,
  PYTHON,
  runHeld,
} from '../support/held-command.ts';
import { expectAnswers, FOUND, PAGE, SEARCH, shoreFlags } from '../support/held-shore.ts';
import { isBuilt } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Those of PyPI are in test/clients/intercepted.test.ts. */
const NODE_LIBRARIES = ['node:fetch', 'node:https', 'node:axios'];
const PYTHON_LIBRARIES = hasPython ? ['python:urllib', 'python:http_client'] : [];
const LIBRARIES = [...NODE_LIBRARIES, ...PYTHON_LIBRARIES];

let flags: string[];
beforeAll(() => {
  if (isBuilt) flags = shoreFlags();
});

describe.skipIf(!isBuilt)('an unmodified program under stillweb run', () => {
  it('searches and reads, with hosts that are written into it, in Node', () => expectAnswers(flags, NODE_LIBRARIES));

  it.skipIf(!hasPython)('does so in Python', () => expectAnswers(flags, PYTHON_LIBRARIES));

  it.skipIf(!hasCurl)('does so with curl, which asks the proxy', async () => {
    const urls = [SEARCH[1], 'https://shore.example/limpet', 'http://shore.example/crab'];
    const outcome = await runHeld(flags, ['curl', '-sS', ...urls]);
    expect(outcome.code).toBe(0);
    expect(outcome.out).toContain(FOUND);
    expect(outcome.out).toEqual(PAGE);
    expect(outcome.out).toContain('<h1>Crab</h1>');
  });
});

/** Loopback and nothing else: no route leads out, and what tries to leave would be seen to fail. */
const ALONE = ['unshare', '--user', '--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
const canBeAlone = isBuilt && spawnSync(ALONE[0], [...ALONE.slice(1), 'true']).status === 0;
const hasStrace = spawnSync('strace', ['-e', 'trace=connect', 'true']).status === 0;
if (isBuilt && !canBeAlone) console.log('unshare and ip are not here or not permitted: not tried without a network');
if (canBeAlone && !hasStrace) console.log('strace is not here or not permitted: connections are not watched');

const LOOPBACK = /inet_addr\("127\.\d+\.\d+\.\d+"\)|inet_pton\(AF_INET6, "(::1|::ffff:127\.\d+\.\d+\.\d+)"/;

// promise: sec/no-fetch
describe.skipIf(!canBeAlone)('a network without any way out', () => {
  it('is enough', async () => {
    const outcome = await runHeld(flags, askingCommand('node:fetch', [SEARCH]), { before: ALONE });
    expect(linesOf(outcome)).toEqual([{ status: 200, body: FOUND }]);
  });

  it.skipIf(!hasStrace)(
    'is not tried to be left: every address that is connected or sent to is loopback',
    async () => {
      const record = join(temporaryFolder(), 'strace.txt');
      const trace = ['strace', '-f', '-qq', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-o', record];
      const leaving = 'import socket\ntry: socket.create_connection(("a.example", 25))\nexcept OSError: pass';
      const asks: readonly Ask[] = [SEARCH, ['GET', 'https://shore.example/none']];
      const commands = [
        ...LIBRARIES.map((library) => askingCommand(library, asks)),
        ...(hasPython ? [[PYTHON, '-c', leaving]] : []),
      ];
      const outcome = await runHeld(flags, oneAfterTheOther(commands), { before: [...ALONE, ...trace] });
      expect(outcome.code).toBe(0);
      const addressed = readFileSync(record, 'utf8')
        .split('\n')
        .filter((line) => line.includes('sa_family=AF_INET'));
      expect(addressed.length).toBeGreaterThan(2 * LIBRARIES.length);
      expect(addressed.filter((line) => !LOOPBACK.test(line))).toEqual([]);
    },
    180_000,
  );
});
