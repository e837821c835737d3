/** Which leg made an answer another one: told by the trace and the index that answers now, without the one that was recorded. */
import { readFileSync, writeFileSync } from 'node:fs';
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

  it('calls nothing moved that a leg was not asked for, and compares each query of a batch with itself', async () => {
    // Nine texts with the word of the query and much else are far behind a hundred texts that mean as much without it.
    const far = Array.from({ length: 9 }, (_, i) => `kelp ${'invoice ledger tax court '.repeat(6 + i)}`);
    const near = Array.from({ length: 130 }, (_, i) => `seaweed and algae in the sea, sample ${i}`);
    const texts = ['kelp forest functional', ...far, ...near];
    const batches = join(temporaryFolder(), 'batches.jsonl');
    const index = await openIndex(await build('deep', texts), { trace: batches });
    await search(index, 'kelp', { mode: 'hybrid', k: 10 });
    await search(index, ['ledger', 'kelp'], { mode: 'hybrid', k: 10 });
    await search(index, 'kelp', { mode: 'bm25', k: 10 });
    await index.close();
    expect(readFileSync(batches, 'utf8')).toMatch(/"dense":"[^"]* -/);
    const [changedText, ...others] = texts;
    const capitals = await build('capitals', [changedText.replace('functional', 'FUNCTIONAL'), ...others]);
    const same = await replay(batches, { against: [capitals], workers: 1, device: 'cpu' });
    expect(same.differences.map(({ differs, why = [] }) => [differs, why])).toEqual([
      ['content', []],
      ['content', []],
      ['content', []],
    ]);
    const gone = await build('gone', [changedText.replace('kelp', 'pine'), ...others]);
    const lost = await replay(batches, { against: [gone], workers: 1, device: 'cpu' });
    const [alone] = lost.differences.slice(-1);
    expect(alone.why!.join('; ')).toContain('"d0" has no rank up to 9 now');
    const words = await build('kelps', [`${changedText} kelp`, ...others]);
    const moved = await replay(batches, { against: [words], workers: 1, device: 'cpu' });
    const lines = moved.differences.flatMap(({ queries, why = [] }) => (queries?.length === 2 ? why : []));
    expect(lines.length).toBeGreaterThan(0);
    // Each line says what the query of that number gave then and gives now, as the indexes explain it at that depth.
    const [then, now] = await Promise.all([join(folder, 'deep'), words].map(explained));
    const placed = lines.flatMap((line) => {
      const [, query, id, leg, rank, score, rankNow, scoreNow] =
        /^query (\d), "(d\d+)": (\w+) gave it rank (\d+) and score (\d+), and now gave it rank (\d+) and score (\d+)$/.exec(
          line,
        ) ?? [];
      if (query === undefined) return [];
      return [
        [line, [`${query} ${id} ${leg} ${rank} ${score}`, `${query} ${id} ${leg} ${rankNow} ${scoreNow}`]] as const,
      ];
    });
    expect(placed.length).toBeGreaterThan(0);
    for (const [line, [before, after]] of placed)
      expect([line, then.has(before), now.has(after)]).toEqual([line, true, true]);
  });
});

/** `QUERY ID LEG RANK SCORE` of every hit of the batch. */
async function explained(directory: string): Promise<ReadonlySet<string>> {
  const index = await openIndex(directory);
  const { results } = await search(index, ['ledger', 'kelp'], { mode: 'hybrid', k: 10, explain: true });
  await index.close();
  return new Set(
    results.flatMap(({ hits }, query) =>
      hits.flatMap(({ id, explain = [] }) =>
        explain.map(({ leg, rank, score }) => `${query + 1} ${id} ${leg} ${rank} ${score}`),
      ),
    ),
  );
}
