/** A small collection that commands under `stillweb run` are held to, what they ask of it, and what they must be answered. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Ask, askingCommand, linesOf, oneAfterTheOther, runHeld } from './held-command.ts';
import { builtProgram } from './http-process.ts';
import { runProgram } from './program.ts';
import { temporaryFolder } from './temporary-folder.ts';

const DOCUMENTS = [
  { id: 'limpet', url: 'https://shore.example/limpet', title: 'Limpet', text: 'A limpet holds to one rock.' },
  { id: 'crab', url: 'https://shore.example/crab', title: 'Crab', text: 'A hermit crab carries an empty shell.' },
];

/** Indexes the collection, and gives the flags of `stillweb run` that hold a command to it. */
export function shoreFlags(): string[] {
  const folder = temporaryFolder();
  const input = join(folder, 'shore.jsonl');
  writeFileSync(input, DOCUMENTS.map((document) => `${JSON.stringify(document)}\n`).join(''));
  const index = join(folder, 'shore');
  const { code, err } = runProgram(['index', input, '--out', index, '--quiet']);
  if (code !== 0) throw new Error(err);
  const dialect = builtProgram('test/toys/toy-dialect.js') as string;
  return ['--index', index, '--workers', '1', '--import', dialect, '--json'];
}

export const SEARCH: Ask = ['GET', 'https://api.toy.example/?q=shell'];
export const FOUND = '{"names":["crab","limpet"]}';
export const PAGE = expect.stringContaining('<h1>Limpet</h1>\n<p>A limpet holds to one rock.</p>');
const READER_PAGE = expect.stringMatching(/^Title: Limpet\n\nURL Source: .*A limpet holds to one rock\./s);

const TAVILY_HIT = expect.stringMatching(/"results":\[\{.*"https:\/\/shore\.example\/crab"/);
const SERPER_HIT = expect.stringMatching(/"organic":\[\{.*"link":"https:\/\/shore\.example\/crab"/);

const ASKS: readonly (readonly [ask: Ask, status: number, body: unknown])[] = [
  [SEARCH, 200, FOUND],
  [['POST', 'https://api.toy.example/read', '{"names":["limpet","none"]}'], 200, '{"lengths":[27,null]}'],
  [['POST', 'https://api.tavily.com/search', '{"query":"shell","max_results":1}'], 200, TAVILY_HIT],
  [['POST', 'https://google.serper.dev/search', '{"q":"shell","num":1}'], 200, SERPER_HIT],
  [['GET', 'https://r.jina.ai/https://shore.example/limpet'], 200, READER_PAGE],
  [['GET', 'https://shore.example/limpet'], 200, PAGE],
  [['GET', 'http://www.shore.example/limpet'], 200, PAGE],
  [['GET', 'https://shore.example/none'], 404, 'There is no such page.\n'],
];
const SEARCHES = 5;
const PAGES = 2;
const MISSES = 1;

/** Asks all of it with each library, one after the other, and expects the right answers. */
export async function expectAnswers(
  flags: readonly string[],
  libraries: readonly string[],
  python?: string,
): Promise<void> {
  const asks = ASKS.map(([ask]) => ask);
  const commands = libraries.map((library) => askingCommand(library, asks, python));
  const outcome = await runHeld(flags, oneAfterTheOther(commands));
  expect(outcome).toMatchObject({ code: 0, left: [] });
  const lines = linesOf(outcome);
  for (const [i, library] of libraries.entries()) {
    const answers = lines.slice(i * ASKS.length, (i + 1) * ASKS.length);
    expect([library, ...answers]).toEqual([library, ...ASKS.map(([, status, body]) => ({ status, body }))]);
  }
  const count = libraries.length;
  expect(JSON.parse(outcome.err.trim().split('\n').at(-1) as string)).toEqual({
    ...{ searches: SEARCHES * count, pages: PAGES * count, misses: MISSES * count, exitCode: 0 },
  });
}
