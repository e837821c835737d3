/**
 * Beyond capacity, 503 with Retry-After at once; what is accepted is answered before its deadline; memory stays flat; afterwards
 * all is as before.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTopics } from '../../src/evaluation/topic-file.ts';
import { SEARCH_DEADLINE_MS } from '../../src/limits.ts';
import { buildIndex, COMMAND_LINE, drawQuery, seededNumbers } from '../support/http-collection.ts';
import { createAgent, type LoadTarget, loadAtRate, loadInTurn, percentile, send } from '../support/http-load.ts';
import { residentBytes, type ServerProcess, startProcess } from '../support/http-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const IS_NIGHTLY = process.env.TEST_TORTURE === 'nightly';
const SECONDS = IS_NIGHTLY ? 60 : 30;
const RATES = IS_NIGHTLY ? [0.5, 1, 2, 10] : [2];
const SEED = Number(process.env.TEST_SEED ?? 1);
/** Another index than the one made here, with topics for it, such as of a real collection: default searches are sent. */
const INDEX = process.env.TEST_INDEX;
const TOPICS = process.env.TEST_TOPICS;

// promise: serve/overload
describe.skipIf(COMMAND_LINE === null)(`a server beyond its capacity (seed ${SEED})`, () => {
  let server: ServerProcess;
  let target: LoadTarget;
  let bodies: string[];
  const whole: string[] = [];
  beforeAll(async () => {
    const directory = INDEX ?? buildIndex(temporaryFolder(), 'load', 20_000, SEED);
    server = await startProcess(
      COMMAND_LINE!,
      'serve',
      directory,
      '--port',
      '0',
      '--json',
      '--workers',
      '1',
      '--log',
      'off',
    );
    const next = seededNumbers(SEED);
    const topics = TOPICS === undefined ? null : (await readTopics(TOPICS)).slice(0, 200);
    bodies =
      topics?.map(({ text }) => JSON.stringify({ query: text })) ??
      // Two queries, so that a request costs the worker far more than it costs this client.
      Array.from({ length: 64 }, () =>
        JSON.stringify({ queries: Array.from({ length: 2 }, () => drawQuery(next)), k: 20, snippet: false }),
      );
    target = { url: server.url, path: '/v1/search', agent: createAgent(1000), body: (n) => bodies[n % bodies.length] };
    await loadInTurn(target, 2, 3);
    for (const n of bodies.keys()) whole.push((await send(target, n, performance.now())).text);
  }, 300_000);
  afterAll(async () => {
    server?.child.kill('SIGTERM');
    await server?.exited;
  });

  it.each(RATES)(
    'at %d times its capacity keeps its word',
    async (factor) => {
      const atRest = await loadInTurn(target, 1, 3);
      const capacity = (await loadInTurn(target, 2, 5)).length / 5;
      const idleBytes = await residentBytes(server.child.pid!);
      let peakBytes = 0;
      const watch = setInterval(async () => {
        peakBytes = Math.max(peakBytes, (await residentBytes(server.child.pid!)) ?? 0);
      }, 200);
      const outcomes = await loadAtRate(target, capacity * factor, SECONDS);
      clearInterval(watch);
      const accepted = outcomes.filter(({ status }) => status === 200).map(({ ms }) => ms);
      const refused = outcomes.filter(({ status }) => status === 503).map(({ ms }) => ms);
      const figures = {
        factor,
        capacity: Math.round(capacity),
        accepted: { count: accepted.length, p50: percentile(accepted, 0.5), p99: percentile(accepted, 0.99) },
        refused: { count: refused.length, p50: percentile(refused, 0.5), p99: percentile(refused, 0.99) },
        growthMegabytes: idleBytes === null ? null : (peakBytes - idleBytes) / 1e6,
      };
      console.log(JSON.stringify(figures));
      expect(accepted.length + refused.length).toBe(outcomes.length);
      for (const [n, { status, text }] of outcomes.entries()) {
        if (status === 200) expect(text).toBe(whole[n % bodies.length]);
      }
      // How long and how many exactly is a matter of `npm run bench:queue`: here a busy machine may pass.
      expect(figures.accepted.p99).toBeLessThan(SEARCH_DEADLINE_MS);
      if (factor >= 2) expect(accepted.length / SECONDS).toBeGreaterThan(capacity * 0.5);
      if (figures.growthMegabytes !== null) expect(figures.growthMegabytes).toBeLessThan(100);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const after = await loadInTurn(target, 1, 3);
      expect(after.every(({ status }) => status === 200)).toBe(true);
      const median = (answers: typeof after): number =>
        percentile(
          answers.map(({ ms }) => ms),
          0.5,
        );
      expect(median(after)).toBeLessThan(median(atRest) * 1.5 + 5);
    },
    600_000,
  );
});
