/** Which leg made an answer another one: told by the trace and the index that answers now, without the one that was recorded. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReplayReport } from '../../src/experiment/replay/replay.ts';
import { buildIndex, openIndex, search } from '../../src/index.ts';
import { replay } from '../../src/library/replay.ts';
import { writeHtml } from '../../src/page/html.ts';
import { verdictLine } from '../../src/page/replay-verdicts.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TEXTS = [
  'the tide bends the kelp at the shore',
  'a limpet holds to the rock under the tide',
  'the crab changes its shell on the rock',
  'a boat waits in the harbour for the tide',
  'the moon pulls the ocean over the sand',
  'barnacles feed when waves cover the rock',
];
const folder = temporaryFolder();
const trace = join(folder, 'trace.jsonl');

async function build(name: string, texts: readonly string[]): Promise<string> {
  const input = join(temporaryFolder(), 'documents.jsonl');
  writeFileSync(input, texts.map((text, i) => `${JSON.stringify({ id: `d${i}`, text })}\n`).join(''));
  const directory = join(folder, name);
  await buildIndex({ inputs: [input], directory, name: 'shore' });
  return directory;
}

function asked(directory: string): Promise<ReplayReport> {
  return replay(trace, { against: [directory], workers: 1, device: 'cpu' });
}

describe('a replay over another index', () => {
  beforeAll(async () => {
    const index = await openIndex(await build('recorded', TEXTS), { trace });
    for (const query of ['tide at the rock', 'kelp']) await search(index, query, { mode: 'hybrid', session: 'a' });
    await index.close();
  });

  it('says that the leg bm25 moved first where words of the query came to a text', async () => {
    const other = await build(
      'words',
      TEXTS.map((text, i) => (i === 4 ? `${text} tide tide rock rock rock` : text)),
    );
    const [first] = (await asked(other)).differences;
    expect(first).toMatchObject({ differs: 'ranking', moved: 'bm25', queries: ['tide at the rock'] });
    const { was, is } = first.legs!;
    expect(Object.keys(was!).length).toBeGreaterThan(0);
    for (const id of Object.keys(is)) expect(is[id].map(({ leg }) => leg)).toEqual(['bm25', 'dense']);
    expect(first.why!.join(' ')).toMatch(/"d\d": bm25 gave it rank \d+ and score \d+, and now/);
    const line = writeHtml(verdictLine({ call: 1, verdict: 'differs', difference: first }, 1));
    expect(line).toContain('<li>first moved: the leg bm25</li>');
    expect(line).toMatch(/rank then.*score now.*<td>bm25<\/td><td class="number">\d+<\/td>/s);
    const { out } = runProgram(['replay', trace, '--against', other, '--quiet', '--device', 'cpu']);
    expect(out).toContain('first moved: the leg bm25');
  });

  it('says that the leg dense moved first where a text means another thing, and has the same words of the query', async () => {
    const other = await build(
      'meaning',
      TEXTS.map((text, i) => (i === 1 ? text.replace('limpet holds', 'lawyer argues') : text)),
    );
    const { differences } = await asked(other);
    const ranked = differences.filter(({ differs }) => differs === 'ranking' || differs === 'score');
    expect(ranked.length).toBeGreaterThan(0);
    for (const { moved } of ranked) expect(moved).toBe('dense');
  });
});

/** Of the second most texts mean more than those that have its rarest word. */
const QUERIES = ['ledger', 'kelp seaweed algae'];
/** Nine texts with `kelp` and much else are far behind a hundred that mean as much without it. */
const FAR = Array.from({ length: 9 }, (_, i) => `kelp ${'invoice ledger tax court '.repeat(6 + i)}`);
const NEAR = Array.from({ length: 130 }, (_, i) => `seaweed and algae in the sea, sample ${i}`);
const FIRST = 'kelp forest functional';

describe('a replay of batches over another index', () => {
  const batches = join(folder, 'batches.jsonl');
  let recorded = '';
  /** Of an index whose first text is another. */
  const replayOver = async (name: string, first: string) => {
    const directory = await build(name, [first, ...FAR, ...NEAR]);
    const report = await replay(batches, { against: [directory], workers: 1, device: 'cpu' });
    return { directory, differences: report.differences };
  };

  beforeAll(async () => {
    recorded = await build('deep', [FIRST, ...FAR, ...NEAR]);
    const index = await openIndex(recorded, { trace: batches });
    await search(index, QUERIES[1], { mode: 'hybrid', k: 10 });
    await search(index, QUERIES, { mode: 'hybrid', k: 10 });
    await search(index, 'kelp', { mode: 'bm25', k: 10 });
    await index.close();
  });

  it('calls nothing moved where the legs gave the same', async () => {
    const { differences } = await replayOver('capitals', FIRST.replace('functional', 'FUNCTIONAL'));
    expect(differences.map(({ differs, why = [] }) => [differs, why])).toEqual(Array(3).fill(['content', []]));
  });

  it('says how deep it looked for a text that has left the hits', async () => {
    const { differences } = await replayOver('gone', FIRST.replace('kelp', 'pine'));
    expect(differences.at(-1)!.why!.join('; ')).toContain('"d0" has no rank up to 9 now');
  });

  it('compares each query of a batch with itself', async () => {
    const { directory, differences } = await replayOver('kelps', `${FIRST} kelp`);
    const why = differences.flatMap(({ queries, why = [] }) => (queries?.length === 2 ? why : []));
    const moves = why.flatMap((line) => {
      const { groups } = MOVE.exec(line) ?? {};
      return groups === undefined ? [] : [groups];
    });
    expect(moves.length).toBeGreaterThan(0);
    // As both indexes explain their hits at that depth.
    const [then, now] = await Promise.all([recorded, directory].map(explained));
    for (const { query, id, leg, rank, score, rankNow, scoreNow } of moves) {
      expect(then).toContain(`${query} ${id} ${leg} ${rank} ${score}`);
      expect(now).toContain(`${query} ${id} ${leg} ${rankNow} ${scoreNow}`);
    }
  });
});

const MOVE =
  /^query (?<query>\d), "(?<id>d\d+)": (?<leg>\w+) gave it rank (?<rank>\d+) and score (?<score>\d+), and now gave it rank (?<rankNow>\d+) and score (?<scoreNow>\d+)$/;

/** `QUERY ID LEG RANK SCORE` of every hit of the batch, queries from 1. */
async function explained(directory: string): Promise<readonly string[]> {
  const index = await openIndex(directory);
  const { results } = await search(index, QUERIES, { mode: 'hybrid', k: 10, explain: true });
  await index.close();
  return results.flatMap(({ hits }, query) =>
    hits.flatMap(({ id, explain = [] }) =>
      explain.map(({ leg, rank, score }) => `${query + 1} ${id} ${leg} ${rank} ${score}`),
    ),
  );
}
