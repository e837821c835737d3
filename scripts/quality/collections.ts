import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildProgram } from '../../src/cli/program.ts';
import { StillwebError } from '../../src/errors.ts';
import type { Collection } from './measure-set.ts';

/** Collections whose language the english analyzer is not made for. */
const PLAIN = new Set(['miracl-yo']);

/** The sample collection of the repository. */
export function handbookOf(root: string): Collection {
  const folder = join(root, 'corpus', 'handbook');
  return {
    name: 'handbook',
    documents: join(folder, 'articles'),
    topics: join(folder, 'queries.jsonl'),
    qrels: join(folder, 'qrels.tsv'),
    flags: [],
  };
}

/**
 * The collections of a folder in the layout of BEIR, those with most topics first: whoever works them off in twos then ends
 * with small ones.
 *
 * @param only names of some of them
 * @throws StillwebError SETTING_INVALID for a name that is not there
 */
export function collectionsOf(data: string, only?: readonly string[]): Collection[] {
  const present = readdirSync(data).filter((name) => existsSync(join(data, name, 'qrels.tsv')));
  const missing = only?.find((name) => !present.includes(name));
  if (missing !== undefined) {
    throw new StillwebError('SETTING_INVALID', `there is no collection ${missing} in ${data}`, { setting: 'sets' });
  }
  const collections = (only ?? present).map((name): Collection => {
    const file = (end: string) => join(data, name, end);
    const analyzer = PLAIN.has(name) ? 'plain' : 'english';
    return {
      name,
      documents: file('corpus.jsonl.gz'),
      topics: file('queries.jsonl.gz'),
      qrels: file('qrels.tsv'),
      flags: ['--passages', 'whole', '--analyzer', analyzer, '--on-error', 'skip'],
    };
  });
  const size = ({ documents, topics }: Collection) => statSync(documents).size + 10 * statSync(topics).size;
  return collections.sort((left, right) => size(right) - size(left));
}

/** Flags that choose each ranking that the program can build; one empty list where there is no choice. */
export async function rankingFlags(): Promise<string[][]> {
  const index = (await buildProgram()).commands.find((command) => command.name() === 'index');
  const choices = index?.options.find((option) => option.long === '--ranking')?.argChoices;
  return choices === undefined ? [[]] : choices.map((choice) => ['--ranking', choice]);
}
