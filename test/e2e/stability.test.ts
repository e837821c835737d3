import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import '../../src/experiment/treatments.ts';
import { openExperiment } from '../../src/library/open-experiment.ts';
import { startServer } from '../support/http-server.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const QUERIES = ['tide rock', 'rock shell', 'rock', 'tide rock'];
let folder: string;
const at = (name: string) => join(folder, name);

/** The same session, twice, and a call of none, under one perturbation. */
async function record(name: string, perturbations: readonly object[]): Promise<void> {
  const conductor = await openExperiment({ trace: at(name), experiment: { perturbations } });
  await using running = await startServer({ conductor });
  for (const session of ['a', 'b']) {
    for (const query of QUERIES) await running.post('/v1/search', { query, session });
  }
  await running.post('/v1/search', { query: 'tide' });
}

beforeAll(async () => {
  folder = temporaryFolder();
  await record('plain.jsonl', []);
  for (const seed of [1, 2]) await record(`shuffled-${seed}.jsonl`, [{ kind: 'result-shuffle', window: 4, seed }]);
  await record('dropped.jsonl', [{ kind: 'result-drop', fromRank: 1, seed: 1 }]);
});

it('traces of the same calls are compared call by call, and a drop of the first rank moves all by one', () => {
  const ran = runProgram(['stability', at('plain.jsonl'), at('plain.jsonl'), at('dropped.jsonl'), '-k', '5', '--json']);
  expect([ran.code, ran.err]).toEqual([0, '']);
  const { calls, variants, common } = JSON.parse(ran.out);
  expect(calls).toBe(9);
  expect(variants[0]).toMatchObject({ calls: 9, equal: 9, rbo: 1, movedRanks: 0, sameFirst: 9 });
  expect(variants[1]).toMatchObject({
    calls: 9,
    equal: 0,
    sameFirst: 0,
    movedRanks: 1,
    furthest: 1,
    left: 1,
    missing: 0,
  });
  expect(common).toEqual({ calls: 9, equal: 0, sameFirst: 0 });
});

it('a shuffle keeps every document, and two seeds differ from each other too', () => {
  const ran = runProgram(['stability', at('plain.jsonl'), at('shuffled-1.jsonl'), at('shuffled-2.jsonl')]);
  const told = ran.out;
  expect(told.split('\n')[1]).toMatch(/shuffled-1\.jsonl +9 +\d .* 0\.0000 +0\.0000$/);
  expect(told).toMatch(/^among the variants: rbo 0\.\d{4} over 1 pairs$/m);
  expect(told).toMatch(/^of 9 calls that all have, \d have one list and \d one first hit$/m);
});

it('a last line that was cut is passed over, and every reader of traces says so', () => {
  writeFileSync(at('cut.jsonl'), `${readFileSync(at('plain.jsonl'), 'utf8')}{"call":99,"ti`);
  const said = /cut\.jsonl:\d+: the last line was cut, and is passed over/;
  expect(runProgram(['stability', at('plain.jsonl'), at('cut.jsonl')])).toMatchObject({
    code: 0,
    err: expect.stringMatching(said),
  });
  expect(runProgram(['trace', at('cut.jsonl')])).toMatchObject({ code: 0, err: expect.stringMatching(said) });
  expect(runProgram(['trace', at('cut.jsonl'), '--out', at('calls.jsonl')]).err).toMatch(said);
  const again = runProgram(['trace', at('plain.jsonl'), '--out', at('calls.jsonl')]);
  expect(again).toMatchObject({ code: 2, err: expect.stringContaining('is there already, and is not written over') });
});

it('what is no trace is refused', () => {
  expect(runProgram(['stability', at('plain.jsonl'), at('gone.jsonl')]).err).toContain('INPUT_MISSING');
  expect(runProgram(['stability', at('plain.jsonl')]).code).toBe(2);
});
