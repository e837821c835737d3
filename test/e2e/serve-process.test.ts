import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex, COMMAND_LINE } from '../support/http-collection.ts';
import { startProcess } from '../support/http-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Needs `node scripts/build.mjs`: a process of its own runs from dist/. */
describe.skipIf(COMMAND_LINE === null)('stillweb serve', () => {
  let directory: string;
  beforeAll(() => {
    directory = buildIndex(temporaryFolder(), 'small', 20, 1);
  }, 120_000);

  const isAlive = async (url: string): Promise<boolean> => (await fetch(`${url}/healthz`)).status === 200;

  it('opens no door for debuggers when it gets SIGUSR1', async () => {
    const server = await startProcess(COMMAND_LINE!, 'serve', directory, '--port', '0', '--json', '--workers', '1');
    for (let i = 0; i < 3; i++) {
      server.child.kill('SIGUSR1');
      expect(await isAlive(server.url)).toBe(true);
    }
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(server.stderr()).toContain('"route":"/healthz"');
    expect(server.stderr()).not.toMatch(/debugger|inspector|ws:/i);
  });

  it('answers on for as long as --drain-delay says, when it is told to stop', async () => {
    const flags = ['--port', '0', '--json', '--workers', '1', '--log', 'off', '--drain-delay', '600000'];
    const server = await startProcess(COMMAND_LINE!, 'serve', directory, ...flags);
    server.child.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.url}/v1/search?query=ba`)).status).toBe(200);
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual({ code: 1, signal: null });
  });

  it.each([
    ['standard output', ['stdout']],
    ['standard error', ['stderr']],
    ['both', ['stdout', 'stderr']],
  ] as const)('goes on when the reader of %s has left, and drains at SIGHUP', async (_name, closed) => {
    const child = spawn(process.execPath, [COMMAND_LINE!, 'serve', directory, '--port', '0', '--workers', '1'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(child, 'exit');
    // The first line that tells the address comes while the index is opened; more are printed after it.
    const url = await new Promise<string>((resolve) => {
      createInterface(child.stderr).on('line', (line) => {
        const found = /listening on (\S+);/.exec(line);
        if (found !== null) resolve(found[1]);
      });
    });
    for (const name of closed) child[name].destroy();
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 60_000 }).toBe(200);
    const metric = async (name: string): Promise<number> =>
      Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await (await fetch(`${url}/metrics`)).text())?.[1]);
    if (closed.includes('stderr' as never)) {
      await expect.poll(() => metric('stillweb_log_faults_total'), { timeout: 20_000 }).toBeGreaterThan(1);
      expect(await metric('stillweb_log_lost_total')).toBeGreaterThan(0);
    } else {
      expect(await metric('stillweb_log_faults_total')).toBe(0);
    }
    expect(await isAlive(url)).toBe(true);
    child.kill('SIGHUP');
    expect(await exited).toEqual([0, null]);
  });
});
