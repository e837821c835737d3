/** docs/deployment.md word by word, and its files under load: no request fails while replicas come, go and are killed. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followPage } from '../../scripts/follow/follow-page.ts';
import { type Balancer, freePorts, missing, startBalancer, unitLine } from '../support/deployment.ts';
import { buildIndex, COMMAND_LINE, drawQuery, seededNumbers } from '../support/http-collection.ts';
import { createAgent, send } from '../support/http-load.ts';
import { type ServerProcess, startProcessWith } from '../support/http-process.ts';
import { ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PAGE = join('docs', 'deployment.md');
const why = missing.length === 0 ? '' : ` (skipped: needs ${missing.join(', ')}; apt-get install nginx-light)`;
const CLIENTS = 32;
const SEED = Number(process.env.TEST_SEED ?? 1);

describe.skipIf(COMMAND_LINE === null || missing.length > 0)(`docs/deployment.md${why}`, () => {
  it('is followed word by word', async () => {
    // What hangs is stopped, with all that it has started.
    const { outcomes, faults } = await followPage(PAGE, join(ROOT, PAGE), temporaryFolder(), {
      signal: AbortSignal.timeout(300_000),
    });
    expect(faults).toEqual([]);
    expect(outcomes.at(-1)?.out).toContain('test is successful');
  });
});

describe.skipIf(COMMAND_LINE === null || missing.length > 0)(`replicas behind nginx (seed ${SEED})${why}`, () => {
  let folder: string;
  let directory: string;
  let ports: number[];
  let balancer: Balancer;
  let queries: string[];
  const replicas: ServerProcess[] = [];

  const start = async (number: number, environment: Readonly<Record<string, string>> = {}): Promise<void> => {
    const line = unitLine('ExecStart', { '/srv/stillweb/wiki': directory, '%i': String(ports[number]) });
    const [program, ...words] = line.split(' ');
    expect(program).toBe('/usr/local/bin/stillweb');
    replicas[number] = await startProcessWith(environment, COMMAND_LINE!, ...words, '--workers', '1', '--json');
  };
  const stop = async (number: number, signal: NodeJS.Signals): Promise<void> => {
    replicas[number].child.kill(signal);
    const ended = await replicas[number].exited;
    if (signal === 'SIGTERM') expect(ended).toEqual({ code: 0, signal: null });
  };
  const body = (n: number): string => JSON.stringify({ query: queries[n % queries.length], k: 5 });
  /** What each replica answers to every query, asked by itself. */
  const answersOf = async (number: number): Promise<string[]> => {
    const target = { url: replicas[number].url, path: '/v1/search', agent: createAgent(1), body };
    const answers: string[] = [];
    for (const n of queries.keys()) answers.push((await send(target, n, 0)).text);
    return answers;
  };
  /** The random part of the ids that a replica gives to requests tells which one it was. */
  const replicaOf = (response: Response): string => String(response.headers.get('x-request-id')).split('-')[0];

  beforeAll(async () => {
    folder = temporaryFolder();
    directory = buildIndex(folder, 'served', 2000, SEED);
    const next = seededNumbers(SEED);
    queries = Array.from({ length: 40 }, () => drawQuery(next));
    ports = await freePorts(4);
    await start(0);
    await start(1);
    balancer = await startBalancer(temporaryFolder(), ports[2], ports.slice(0, 2));
  }, 300_000);
  afterAll(async () => {
    await balancer?.stop();
    for (const { child } of replicas) child.kill('SIGKILL');
  });

  // promise: serve/drain
  it(`answer every request of ${CLIENTS} clients while one drains, the other is killed, and both get a new generation`, async () => {
    const before = await answersOf(0);
    expect(await answersOf(1)).toEqual(before);
    const agent = createAgent(CLIENTS);
    const target = { url: balancer.url, path: '/v1/search', agent, body };
    const answered: { n: number; text: string }[] = [];
    const failed: string[] = [];
    let isOver = false;
    const client = async (number: number): Promise<void> => {
      for (let n = number; !isOver; n += CLIENTS) {
        const { status, code, text } = await send(target, n, 0);
        if (status === 200) answered.push({ n, text });
        else failed.push(`${status} ${code} ${text.slice(0, 300)}`);
      }
    };
    /** Every client has asked a few more times. */
    const more = async (): Promise<void> => {
      const from = answered.length;
      const isMet = () => answered.length - from > 4 * CLIENTS || failed.length > 0;
      await expect.poll(isMet, { timeout: 120_000 }).toBe(true);
    };
    const clients = Array.from({ length: CLIENTS }, (_, number) => client(number));
    await more();
    writeFileSync(join(folder, 'more.jsonl'), `${JSON.stringify({ _id: 'new', text: queries.join(' ') })}\n`);
    const built = runProgram(['index', join(folder, 'more.jsonl'), '--add', '--out', directory, '--quiet']);
    expect(built.code, built.err).toBe(0);
    await more();
    await stop(0, 'SIGTERM');
    await more();
    await start(0);
    await more();
    await stop(1, 'SIGKILL');
    await more();
    await start(1);
    const last = answered.length;
    await more();
    isOver = true;
    await Promise.all(clients);
    agent.destroy();

    const after = await answersOf(0);
    expect(await answersOf(1)).toEqual(after);
    expect(after[0]).not.toBe(before[0]);
    expect(failed).toEqual([]);
    const at = (list: readonly string[], n: number): string => list[n % queries.length];
    const others = answered.filter(({ n, text }) => text !== at(before, n) && text !== at(after, n));
    expect(others.map(({ text }) => text)).toEqual([]);
    // The last replica of the old generation had been killed by then.
    expect(answered.slice(last).every(({ n, text }) => text === at(after, n))).toBe(true);
    console.log(JSON.stringify({ clients: CLIENTS, answered: answered.length, failed: failed.length }));
  }, 600_000);

  it('pass on what a replica says of a body that is too large, up to what nginx itself refuses', async () => {
    const post = (bytes: number) =>
      fetch(`${balancer.url}/v1/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'x'.repeat(bytes) }),
      });
    const [refused, refusedByNginx] = [await post(4_500_000), await post(5_500_000)];
    expect([refused.status, ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([
      413,
      'BODY_TOO_LARGE',
    ]);
    expect([refusedByNginx.status, refusedByNginx.headers.get('content-type')]).toEqual([413, 'text/html']);
  });

  it('keep a session together, by two lines of the rules that differ', async () => {
    const sticky = await startBalancer(temporaryFolder(), ports[3], ports.slice(0, 2), (rules) =>
      rules
        .replace('least_conn;', 'hash $http_x_stillweb_session consistent;')
        .replace(/proxy_next_upstream .*;/, 'proxy_next_upstream off;'),
    );
    try {
      const ask = (session: string) =>
        fetch(`${sticky.url}/v1/search?query=ba`, { headers: { 'x-stillweb-session': session } });
      const met = new Set<string>();
      for (let session = 0; session < 40; session++) {
        const replicasOfSession = new Set<string>();
        for (let step = 0; step < 3; step++) replicasOfSession.add(replicaOf(await ask(`run-${session}`)));
        expect(replicasOfSession.size).toBe(1);
        met.add([...replicasOfSession][0]);
      }
      expect(met.size).toBe(2);
      const unnamed = await Promise.all(Array.from({ length: 20 }, () => fetch(`${sticky.url}/v1/search?query=ba`)));
      expect(new Set(unnamed.map(replicaOf)).size).toBe(2);
    } finally {
      await sticky.stop();
    }
  });

  it('that are gone leave 502 of nginx, and the answers under a pinned id that it has kept', async () => {
    const { index } = JSON.parse((await answersOf(0))[0]);
    const kept = `${balancer.url}/i/${index.name}@${index.id}/v1/search?query=ba`;
    const first = await fetch(kept);
    const text = await first.text();
    // A token is part of the key: nobody is given what another was allowed to read.
    const other = await fetch(kept, { headers: { authorization: 'Bearer other' } });
    const inSession = await fetch(kept, { headers: { 'x-stillweb-session': 'run' } });
    const caching = [first, other, inSession].map(({ headers }) => headers.get('x-cache-status'));
    expect(caching).toEqual(['MISS', 'MISS', 'BYPASS']);
    for (const number of [0, 1]) await stop(number, 'SIGTERM');
    const gone = await fetch(`${balancer.url}/v1/search?query=ba`);
    expect([gone.status, gone.headers.get('content-type')]).toEqual([502, 'text/html']);
    const again = await fetch(kept);
    expect([again.headers.get('x-cache-status'), await again.text()]).toEqual(['HIT', text]);
  });

  it('count as started for systemd when they answer, and as failed when their process has ended', async () => {
    const credentials = temporaryFolder();
    writeFileSync(join(credentials, 'token'), 'secret\n');
    for (const file of ['stillweb@.service', 'token.conf']) {
      await start(0, file === 'token.conf' ? { STILLWEB_TOKEN_FILE: join(credentials, 'token') } : {});
      const pid = String(replicas[0].child.pid);
      const fill = { '%i': String(ports[0]), '%d': credentials, '${MAINPID}': pid };
      const script = unitLine('ExecStartPost', fill, file).replace(/^\/bin\/sh -c '(.*)'$/, '$1');
      expect(spawnSync('/bin/sh', ['-c', script]).status).toBe(0);
      await stop(0, 'SIGTERM');
      expect(spawnSync('/bin/sh', ['-c', script]).status).toBe(1);
    }
  });
});
