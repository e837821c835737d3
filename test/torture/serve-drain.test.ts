/** No accepted request is broken by SIGTERM; exit code 0, or 1 at the deadline. */
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex, COMMAND_LINE, drawQuery, seededNumbers } from '../support/http-collection.ts';
import { createAgent, send } from '../support/http-load.ts';
import { type ServerProcess, startProcess } from '../support/http-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROUNDS = process.env.TEST_TORTURE === 'nightly' ? 1000 : 20;
const CLIENTS = 200;
const SEED = Number(process.env.TEST_SEED ?? 1);

// promise: serve/drain
describe.skipIf(COMMAND_LINE === null)(`a server that is told to stop under load (seed ${SEED})`, () => {
  let directory: string;
  beforeAll(() => {
    directory = buildIndex(temporaryFolder(), 'drain', 5000, SEED);
  }, 300_000);
  const start = (): Promise<ServerProcess> =>
    startProcess(COMMAND_LINE!, 'serve', directory, '--port', '0', '--json', '--workers', '2', '--log', 'json');

  it(
    `breaks nothing that it accepted, in ${ROUNDS} rounds of ${CLIENTS} clients`,
    async () => {
      const next = seededNumbers(SEED);
      const totals = { answered: 0, refused: 0, unreached: 0 };
      for (let round = 0; round < ROUNDS; round++) {
        const server = await start();
        const agent = createAgent(CLIENTS);
        const bodies = Array.from({ length: 50 }, () => JSON.stringify({ query: drawQuery(next), k: 10 }));
        const target = { url: server.url, path: '/v1/search', agent, body: (n: number) => bodies[n % bodies.length] };
        const broken: string[] = [];
        const client = async (number: number): Promise<void> => {
          for (let n = number; ; n++) {
            const { status, code, text } = await send(target, n, performance.now());
            if (status === 200) totals.answered++;
            else if (status === 503) totals.refused++;
            else totals.unreached++;
            if (code === 'BROKEN' || code?.endsWith('kept')) broken.push(`${code} ${text}`);
            if (status === 503) await new Promise((resolve) => setTimeout(resolve, 20));
            if (status === 0) return;
          }
        };
        const clients = Array.from({ length: CLIENTS }, (_, number) => client(number));
        await new Promise((resolve) => setTimeout(resolve, 200 + next(600)));
        server.child.kill('SIGTERM');
        const startedMs = performance.now();
        expect(await server.exited, `round ${round}`).toEqual({ code: 0, signal: null });
        expect(performance.now() - startedMs).toBeLessThan(10_000);
        await Promise.all(clients);
        agent.destroy();
        expect(broken).toEqual([]);
        // The server's own account: every request whose headers it read was answered to the end.
        expect(server.stderr(), `round ${round}`).not.toContain('"aborted":true');
      }
      console.log(JSON.stringify({ rounds: ROUNDS, clients: CLIENTS, ...totals }));
      expect(totals.answered).toBeGreaterThan(ROUNDS * 20);
    },
    ROUNDS * 30_000,
  );

  it('exits with 1 at the deadline when a reader will not read, and with 1 at once at a second signal', async () => {
    const server = await start();
    const { port } = new URL(server.url);
    const body = JSON.stringify({ queries: Array.from({ length: 64 }, () => 'ba'), k: 1000, text: true });
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    socket.pause();
    const head = 'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    for (let i = 0; i < 8; i++) socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    server.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(server.child.exitCode).toBe(null);
    const startedMs = performance.now();
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(performance.now() - startedMs).toBeLessThan(1000);
    socket.destroy();
  }, 60_000);
});
