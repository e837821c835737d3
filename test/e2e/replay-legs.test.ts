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
