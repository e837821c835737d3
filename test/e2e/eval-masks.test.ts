import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/library/build-index.ts';
import { evaluateMasks } from '../../src/library/evaluate-masks.ts';
import { TIDE_POOL } from '../support/memory-backend.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startTraced } from '../support/traced-server.ts';

const MASKS = [
  { mask: 'q1', entities: [{ name: 'Hermit crab', documents: ['crab/hermit'], unlockedBy: ['limpet'] }] },
  { mask: 'q2', entities: [{ name: 'Kelp', unlockedBy: ['https://rock.shore.example/barnacle'] }] },
];
const MASK = 'x-stillweb-mask';

let folder: string;
let trace: string;
const at = (name: string) => join(folder, name);
const lines = (name: string, rows: readonly object[]) =>
  writeFileSync(at(name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

beforeAll(async () => {
  folder = temporaryFolder();
  trace = at('trace.jsonl');
  const { running, ...traced } = await startTraced([], trace);
  await running.post('/v1/search', { query: 'hermit-crab shell', session: 'q1/a' });
  await running.post('/v1/fetch', { ids: ['limpet'], session: 'q1/a' });
  await running.post('/v1/search', { query: 'hermit crab', session: 'q1/a' });
  await running.post('/v1/search', { query: 'rock', session: 'q1/b' });
  await running.post('/v1/fetch', { ids: ['barnacle'], session: 'q2/a' });
  await running.post('/v1/search', { query: 'rock', session: 'elsewhere' });
  await traced[Symbol.asyncDispose]();
  lines('masks.jsonl', MASKS);
  lines('answers.jsonl', [
    { id: 'q1/a', answer: 'the crab' },
    { id: 'q2', answer: 'unknown' },
  ]);
  lines('questions.jsonl', [
    { id: 'q1', question: 'who?', answer: 'crab' },
    { id: 'q2', question: 'what?', answer: 'light' },
  ]);
  const input = at('shore.jsonl');
  lines('shore.jsonl', TIDE_POOL);
  await buildIndex({ inputs: [input], directory: at('shore'), encoder: 'none' });
});

describe('sessions under masks', () => {
  it('are measured from trace, masks, answers and right answers', async () => {
    const flags = [
      '--masks',
      at('masks.jsonl'),
      '--index',
      at('shore'),
      '--answers',
      at('answers.jsonl'),
      '--questions',
      at('questions.jsonl'),
    ];
    const ran = runProgram(['eval-masks', trace, ...flags, '--per-query', at('sessions.jsonl'), '--json']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(JSON.parse(ran.out)).toMatchObject({
      sessions: 3,
      visited: 2 / 3,
      guesses: 1 / 3,
      sufficientAt: 1.5,
      withEvidence: { right: 1, refused: 1 },
      withoutEvidence: { unanswered: 1 },
      used: 1 / 2,
      refusal: { precision: 0, recall: 0, f1: 0 },
    });
    const rows = readFileSync(at('sessions.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ session, unlockedAt, outcome }) => [session, unlockedAt, outcome])).toEqual([
      ['q1/a', [2], 'right'],
      ['q1/b', [null], 'unanswered'],
      ['q2/a', [1], 'refused'],
    ]);
    const told = runProgram(['eval-masks', trace, '--masks', at('masks.jsonl'), '--index', at('shore')]).out;
    expect(told).toMatch(/^evidence visited +0\.6667$/m);
    expect(told).toMatch(/^knowledge used +not known$/m);
    const unjudged = runProgram(['eval-masks', trace, ...flags.slice(0, 6), '--json']);
    expect(JSON.parse(unjudged.out)).toMatchObject({ used: null, known: null, refusal: { precision: 0, recall: 0 } });
  });

  it('are under the mask that a call declared, whatever their names are', async () => {
    const path = at('declared.jsonl');
    const { running, ...traced } = await startTraced([{ name: 'any', declarable: ['mask'], plan: () => null }], path);
    await running.post('/v1/fetch', { ids: ['limpet'] }, { 'x-stillweb-session': 'run-7', [MASK]: 'q1' });
    await traced[Symbol.asyncDispose]();
    lines('one.jsonl', MASKS.slice(0, 1));
    expect(await evaluateMasks({ trace: path, masks: at('one.jsonl') })).toMatchObject({ sessions: 1, sufficient: 1 });
  });

  it('are under the mask that a server would choose by their names', async () => {
    const path = at('named.jsonl');
    const { running, ...traced } = await startTraced([], path);
    for (const session of ['q1#a', 'q1:b', 'q1/extra/c', 'q1-d']) {
      await running.post('/v1/fetch', { ids: ['limpet'] }, { 'x-stillweb-session': session });
    }
    await traced[Symbol.asyncDispose]();
    const extra = { ...MASKS[0], mask: 'q1/extra' };
    lines('named-masks.jsonl', [MASKS[0], extra]);
    const masks: string[] = [];
    await evaluateMasks({ trace: path, masks: at('named-masks.jsonl'), onSession: ({ mask }) => masks.push(mask) });
    expect(masks).toEqual(['q1', 'q1', 'q1/extra']);
  });

  it('are refused where nothing says which document an address is, or no session is under a mask', async () => {
    const masks = at('masks.jsonl');
    await expect(evaluateMasks({ trace, masks })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      facts: { setting: 'index' },
    });
    lines('other.jsonl', [{ mask: 'q9', forbidden: ['a text that is not to be shown'] }]);
    await expect(evaluateMasks({ trace, masks: at('other.jsonl') })).rejects.toMatchObject({ code: 'TRACE_INVALID' });
    await expect(evaluateMasks({ trace: folder, masks: at('other.jsonl') })).rejects.toMatchObject({
      code: 'INPUT_MISSING',
    });
    await expect(evaluateMasks({ trace: masks, masks })).rejects.toMatchObject({ code: 'SETTING_INVALID' });
  });
});
