import { describe, expect, it } from 'vitest';
import { createAgent, send } from '../support/http-load.ts';
import { builtProgram, startProcess } from '../support/http-process.ts';

const program = builtProgram('test/support/http-memory-program.js');

/** Needs `node scripts/build.mjs`: a process of its own runs from dist/. */
describe.skipIf(program === null)('a serving process', () => {
  const start = (options: object) => startProcess(program!, JSON.stringify(options));
  const searchOn = (url: string) =>
    send({ url, agent: createAgent(1), path: '/v1/search?query=tide' }, 0, performance.now());

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'that gets %s answers what it accepted and exits with 0',
    async (signal) => {
      const server = await start({ taskMs: 400, log: true });
      const answer = searchOn(server.url);
      await new Promise((resolve) => setTimeout(resolve, 200));
      server.child.kill(signal);
      expect(await answer).toMatchObject({ status: 200 });
      expect(await server.exited).toEqual({ code: 0, signal: null });
      expect(JSON.parse(server.stderr())).toMatchObject({ route: '/v1/search', status: 200 });
    },
  );

  it('that gets SIGHUP again, as from a terminal that closes, goes on to answer', async () => {
    const server = await start({ taskMs: 600 });
    const answer = searchOn(server.url);
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const signal of ['SIGHUP', 'SIGHUP', 'SIGHUP'] as const) server.child.kill(signal);
    expect(await answer).toMatchObject({ status: 200 });
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('that cannot end in time exits with 1 at the deadline', async () => {
    const server = await start({ taskMs: 60_000, drainMs: 400 });
    const answer = searchOn(server.url);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const startedMs = performance.now();
    server.child.kill('SIGTERM');
    expect(await answer).toMatchObject({ status: 0 });
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(performance.now() - startedMs).toBeLessThan(2500);
  });

  it('that leaves with a delay says so at /readyz, and answers as ever until a second signal', async () => {
    const server = await start({ delayMs: 600_000 });
    const agent = createAgent(1);
    const ask = (path: string) => send({ url: server.url, agent, path }, 0, performance.now());
    expect(await ask('/readyz')).toMatchObject({ status: 200 });
    server.child.kill('SIGTERM');
    await expect
      .poll(() => ask('/readyz'))
      .toMatchObject({ status: 503, text: expect.stringContaining('"draining":true') });
    // On a connection of its own each: an answer tells its client to close.
    expect(await fetch(`${server.url}/v1/search?query=tide`)).toMatchObject({ status: 200 });
    expect((await fetch(`${server.url}/healthz`)).headers.get('connection')).toBe('close');
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual({ code: 1, signal: null });
    agent.destroy();
  });

  it('that leaves with a delay exits with 0 behind it', async () => {
    const server = await start({ delayMs: 1 });
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('that gets a second signal exits with 1 at once', async () => {
    const server = await start({ taskMs: 60_000, drainMs: 30_000 });
    const answer = searchOn(server.url);
    await new Promise((resolve) => setTimeout(resolve, 200));
    server.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.child.exitCode).toBe(null);
    const startedMs = performance.now();
    server.child.kill('SIGINT');
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(performance.now() - startedMs).toBeLessThan(500);
    await answer;
  });
});
