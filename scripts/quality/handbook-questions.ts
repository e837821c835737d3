import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { ARTICLES } from '../../test/support/program.ts';
import { measureQuestions } from './measure-questions.ts';
import { PHRASINGS } from './phrasings.ts';
import { describePlaces, sampleTitles } from './question-test.ts';
import { runCommand } from './run-command.ts';
import type { QuestionMeasurement } from './stored.ts';

/** The sample collection, asked for each of its titles. */
export interface HandbookQuestions {
  /** Name under which it is kept. */
  readonly name: string;
  readonly title: string;
  readonly passages: string;
}

/** Whole, its articles are one passage each; cut, it shows whether the lead of an article stands for it. */
export const HANDBOOK_QUESTIONS: readonly HandbookQuestions[] = [
  { name: 'handbook', title: 'the handbook', passages: 'auto' },
  { name: 'handbook-words-60', title: 'the handbook, passages of 60 words', passages: 'words:60' },
];

/** Every rank, as the golden file holds it. */
export interface GoldenQuestions {
  readonly phrasings: readonly string[];
  /** By name of the questions. */
  readonly places: Readonly<Record<string, WrittenPlaces>>;
}

/** By mode and id of the article: a place for each phrasing, as `describePlaces` writes them. */
export type WrittenPlaces = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface AskedIndex {
  readonly measurement: QuestionMeasurement;
  readonly places: WrittenPlaces;
}

/** Asks an index for each of its titles. */
export async function askForAll(directory: string): Promise<AskedIndex> {
  const searcher = await Searcher.open(openIndex(directory));
  const titles = sampleTitles(searcher);
  const { measurement, places } = await measureQuestions(searcher, titles);
  await searcher.close();
  const written = Object.entries(places).map(([mode, rows]) => {
    return [mode, Object.fromEntries(rows.map((row, i) => [titles[i].id, describePlaces(row)]))] as const;
  });
  return { measurement, places: Object.fromEntries(written) };
}

/** @param rankingFlags flags of `stillweb index` that choose a ranking; the default without any */
export async function askHandbook(
  rankingFlags: readonly string[] = [],
): Promise<ReadonlyMap<HandbookQuestions, AskedIndex>> {
  const work = mkdtempSync(join(tmpdir(), 'stillweb-questions-'));
  const asked = new Map<HandbookQuestions, AskedIndex>();
  try {
    for (const questions of HANDBOOK_QUESTIONS) {
      const directory = join(work, questions.name);
      const flags = ['--passages', questions.passages, '--threads', '1', ...rankingFlags];
      await runCommand('index', ARTICLES, '--out', directory, ...flags);
      asked.set(questions, await askForAll(directory));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return asked;
}

export function goldenQuestions(asked: ReadonlyMap<HandbookQuestions, AskedIndex>): GoldenQuestions {
  const places = Array.from(asked, ([{ name }, each]) => [name, each.places] as const);
  return { phrasings: PHRASINGS.map(({ name }) => name), places: Object.fromEntries(places) };
}
