/** Real servers, killed while 64 clients ask: what was answered is in the trace. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTrace } from '../../src/experiment/trace/read-trace.ts';
import { HANDBOOK, PROGRAM, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const CLIENTS = 64;
const KILLS = 5;

/** Asks until the server is gone. @returns how many answers came */
async function askUntilGone(url: string, client: number): Promise<number> {
  for (let asked = 0; ; asked++) {
    try {
      const response = await fetch(`${url}/v1/search?query=index+${asked % 50}&session=c${client}`);
      await response.arrayBuffer();
      if (response.status !== 200) return asked;
    } catch {
      return asked;
    }
  }
}

describe('a server that is killed', () => {
  it('has recorded every call that it has answered, and its trace replays without a difference', async () => {
    const folder = temporaryFolder();
    const [index, trace] = [join(folder, 'index'), join(folder, 'trace.jsonl')];
    expect(runProgram(['index', HANDBOOK, '--out', index, '--quiet']).code).toBe(0);
    const answered = new Map<number, number>();
    for (let kill = 0; kill < KILLS; kill++) {
      const server = spawn(process.execPath, [
        PROGRAM,
        'serve',
        `hb=${index}`,
        '--port',
        '0',
        '--trace',
        trace,
        '--json',
        '--log',
        'off',
      ]);
      const url = await new Promise<string>((resolve) => {
        server.stdout.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()).url));
      });
      const clients = Array.from({ length: CLIENTS }, (_, client) => askUntilGone(url, client));
      await Promise.race([Promise.all(clients), new Promise((resolve) => setTimeout(resolve, 200 + 150 * kill))]);
      server.kill('SIGKILL');
      for (const [client, count] of (await Promise.all(clients)).entries()) {
        answered.set(client, (answered.get(client) ?? 0) + count);
      }
      // The session goes on where the server that was killed had left it: only its steps begin anew.
      const recorded = new Map<number, number>();
      for await (const entry of readTrace(trace, (kind) => kind === 'call')) {
        if (entry.kind !== 'call' || entry.call.status !== 200) continue;
        const client = Number(entry.call.session?.slice(1));
        recorded.set(client, (recorded.get(client) ?? 0) + 1);
      }
      for (const [client, count] of answered) expect(recorded.get(client) ?? 0).toBeGreaterThanOrEqual(count);
    }
    expect([...answered.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(CLIENTS);
    const replayed = runProgram(['replay', trace, '--against', index, '--clients', '64', '--json', '--quiet']);
    expect(JSON.parse(replayed.out)).toMatchObject({ differences: [], faults: 0 });
  });
});
