/** A new index is taken up without a failed request; each answer is of one index, which it names. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildIndex, COMMAND_LINE, drawQuery, seededNumbers } from '../support/http-collection.ts';
import { createAgent, send } from '../support/http-load.ts';
import { builtProgram, residentBytes, startProcess } from '../support/http-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SECONDS = process.env.TEST_TORTURE === 'nightly' ? 1800 : 60;
const SEED = Number(process.env.TEST_SEED ?? 1);
const CLIENTS = 8;
const program = builtProgram('test/support/http-swap-program.js');

// promise: serve/swap
describe.skipIf(COMMAND_LINE === null || program === null)(`swapping under load (seed ${SEED})`, () => {
  it(
    `fails no request in ${SECONDS} s, mixes no indexes, and leaves nothing behind`,
    async () => {
      const folder = temporaryFolder();
      const directories = [buildIndex(folder, 'first', 2000, SEED), buildIndex(folder, 'second', 2000, SEED + 1)];
      const next = seededNumbers(SEED);
      const queries = Array.from({ length: 20 }, () => drawQuery(next));
      const body = (n: number): string => JSON.stringify({ query: queries[n % queries.length], k: 5 });
      const golden = new Set<string>();
      for (const directory of directories) {
        const still = await startProcess(
          COMMAND_LINE!,
          'serve',
          `served=${directory}`,
          '--port',
          '0',
          '--json',
          '--log',
          'off',
        );
        const target = { url: still.url, path: '/v1/search', agent: createAgent(1), body };
        for (let n = 0; n < queries.length; n++) golden.add((await send(target, n, 0)).text);
        still.child.kill('SIGTERM');
        expect((await still.exited).code).toBe(0);
      }
      expect(golden.size).toBe(2 * queries.length);

      const server = await startProcess(program!, ...directories, '100');
      let swaps = 0;
      server.child.stdout?.on('data', (lines) => {
        swaps = JSON.parse(String(lines).trim().split('\n').at(-1) as string).swaps;
      });
      const target = { url: server.url, path: '/v1/search', agent: createAgent(CLIENTS), body };
      const endMs = performance.now() + SECONDS * 1000;
      let answers = 0;
      const wrong: string[] = [];
      const client = async (): Promise<void> => {
        // A slow machine swaps less often: it is given until it has.
        while (performance.now() < endMs || swaps <= SECONDS) {
          const { status, text, code } = await send(target, answers++, 0);
          if (status !== 200 || !golden.has(text)) wrong.push(`${status} ${code} ${text.slice(0, 300)}`);
        }
      };
      const clients = Array.from({ length: CLIENTS }, client);
      const measure = async () => ({
        bytes: (await residentBytes(server.child.pid!)) ?? 0,
        descriptors: process.platform === 'linux' ? readdirSync(`/proc/${server.child.pid}/fd`).length : 0,
      });
      await new Promise((resolve) => setTimeout(resolve, (SECONDS * 1000) / 3));
      const early = await measure();
      await Promise.all(clients);
      const late = await measure();
      server.child.kill('SIGTERM');
      expect(await server.exited).toEqual({ code: 0, signal: null });
      console.log(JSON.stringify({ swaps, answers, early, late }));
      expect(wrong).toEqual([]);
      expect(swaps).toBeGreaterThan(SECONDS);
      expect(late.descriptors).toBeLessThan(early.descriptors + 30);
      expect(late.bytes).toBeLessThan(early.bytes + 100e6);
    },
    SECONDS * 1000 + 300_000,
  );
});
