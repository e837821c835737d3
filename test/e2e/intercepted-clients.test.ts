import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Ask,
  askingCommand,
  hasCurl,
  hasNodeModule,
  hasPython,
  hasPythonModule,
  linesOf,
  oneAfterTheOther,
  PYTHON,
  runHeld,
} from '../support/held-command.ts';
import { builtProgram } from '../support/http-process.ts';
import { isBuilt, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Programs that know nothing of all this, with hosts that are written into them. */
const LIBRARIES: readonly (readonly [library: string, isHere: boolean])[] = [
  ['node:fetch', true],
  ['node:https', true],
  ['node:axios', hasNodeModule('axios')],
  ['python:urllib', hasPython],
  ['python:http_client', hasPython],
  ['python:requests', hasPythonModule('requests')],
  ['python:httpx', hasPythonModule('httpx')],
  ['python:httpx_of_its_own', hasPythonModule('httpx')],
  ['python:aiohttp', hasPythonModule('aiohttp')],
];
for (const [library, isHere] of LIBRARIES)
  if (!isHere) console.log(`${library} is not installed here, and is not tried`);
const here = LIBRARIES.filter(([, isHere]) => isHere).map(([library]) => library);

const DOCUMENTS = [
  { id: 'limpet', url: 'https://shore.example/limpet', title: 'Limpet', text: 'A limpet holds to one rock.' },
  { id: 'crab', url: 'https://shore.example/crab', title: 'Crab', text: 'A hermit crab carries an empty shell.' },
];
const PAGE = expect.stringContaining('<h1>Limpet</h1>\n<p>A limpet holds to one rock.</p>');

let flags: string[];
beforeAll(() => {
  if (!isBuilt) return;
  const folder = temporaryFolder();
  const input = join(folder, 'shore.jsonl');
  writeFileSync(input, DOCUMENTS.map((document) => `${JSON.stringify(document)}\n`).join(''));
  const index = join(folder, 'shore');
  const { code, err } = runProgram(['index', input, '--out', index, '--quiet']);
  if (code !== 0) throw new Error(err);
  const dialect = builtProgram('test/toys/toy-dialect.js') as string;
  flags = ['--index', index, '--workers', '1', '--import', dialect, '--json'];
});

const search = 'https://api.toy.example/?q=shell';
const FOUND = '{"names":["crab","limpet"]}';
const names = JSON.stringify({ names: ['limpet', 'none'] });

describe.skipIf(!isBuilt)('an unmodified program under stillweb run', () => {
  it.skipIf(here.length === 0)(
    `searches and reads with ${here.join(', ')}`,
    async () => {
      const asks: readonly Ask[] = [
        ['GET', search],
        ['POST', 'https://api.toy.example/read', names],
        ['GET', 'https://r.jina.ai/https://shore.example/limpet'],
        ['GET', 'https://shore.example/limpet'],
        ['GET', 'http://www.shore.example/limpet'],
        ['GET', 'https://shore.example/none'],
      ];
      const commands = here.map((library) => askingCommand(library, ...asks));
      const outcome = await runHeld(flags, oneAfterTheOther(commands));
      expect(outcome).toMatchObject({ code: 0, left: [] });
      const lines = linesOf(outcome);
      for (const [i, library] of here.entries()) {
        expect([library, ...lines.slice(6 * i, 6 * i + 6)]).toEqual([
          library,
          { status: 200, body: FOUND },
          { status: 200, body: '{"lengths":[27,null]}' },
          { status: 200, body: expect.stringMatching(/^Title: Limpet\n\nURL Source: .*A limpet holds to one rock\./s) },
          { status: 200, body: PAGE },
          { status: 200, body: PAGE },
          { status: 404, body: 'There is no such page.\n' },
        ]);
      }
      const count = here.length;
      expect(JSON.parse(outcome.err.trim().split('\n').at(-1) as string)).toEqual({
        ...{ searches: 3 * count, pages: 2 * count, misses: count, exitCode: 0 },
      });
    },
    180_000,
  );

  it.skipIf(!hasCurl)('does so with curl, which asks the proxy', async () => {
    const outcome = await runHeld(flags, [
      'curl',
      '-sS',
      search,
      'https://shore.example/limpet',
      'http://shore.example/crab',
    ]);
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
    const outcome = await runHeld(flags, askingCommand(here.at(-1) as string, ['GET', search]), { before: ALONE });
    expect(linesOf(outcome)).toEqual([{ status: 200, body: FOUND }]);
  });

  it.skipIf(!hasStrace)(
    'is not even tried to be left: every address that is connected or sent to is loopback',
    async () => {
      const record = join(temporaryFolder(), 'strace.txt');
      const trace = ['strace', '-f', '-qq', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-o', record];
      const leaving = hasPython
        ? [[PYTHON, '-c', 'import socket\ntry: socket.create_connection(("a.example", 25))\nexcept OSError: pass']]
        : [];
      const asks: readonly Ask[] = [
        ['GET', search],
        ['GET', 'https://shore.example/none'],
      ];
      const commands = here.map((library) => askingCommand(library, ...asks));
      const outcome = await runHeld(flags, oneAfterTheOther([...commands, ...leaving]), {
        before: [...ALONE, ...trace],
      });
      expect(outcome.code).toBe(0);
      const addressed = readFileSync(record, 'utf8')
        .split('\n')
        .filter((line) => line.includes('sa_family=AF_INET'));
      expect(addressed.length).toBeGreaterThan(2 * here.length);
      expect(addressed.filter((line) => !LOOPBACK.test(line))).toEqual([]);
    },
    300_000,
  );
});
