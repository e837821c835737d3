/** What environments over one search tool have in common: tasks by their numbers, and what a search shows. */
import type { Episode } from '../../contract/episode.ts';
import type { Hit } from '../../contract/search.ts';
import { StillwebError } from '../../errors.ts';
import type { DialectRequest, DialectServer } from '../dialect.ts';
import { cutQuery } from './batch.ts';
import { searchQuestion } from './search-question.ts';

/** As many as Search-R1 shows its model. */
const SHOWN_HITS = 3;
/** Of each document, in UTF-16 code units: about a passage of its collection, several times over. */
const SHOWN_CHARACTERS = 2000;

/** @param number from 0, in the order of the file @throws EPISODES_MISSING; INVALID_REQUEST for a number that no episode has */
export function episodeOf({ episodes }: DialectServer, number: number, field: string): Episode {
  if (episodes.length === 0)
    throw new StillwebError('EPISODES_MISSING', 'this server has no episodes: start it with --episodes FILE');
  if (Number.isInteger(number) && number >= 0 && number < episodes.length) return episodes[number];
  throw new StillwebError('INVALID_REQUEST', `${field} must be a whole number from 0 to ${episodes.length - 1}`, {
    field,
    episodes: episodes.length,
  });
}

/** The best documents for a query, with their texts. @throws StillwebError */
export async function searchForAgent(
  request: DialectRequest,
  query: string,
  session?: string,
): Promise<readonly Hit[]> {
  const question = { query: cutQuery(query), k: SHOWN_HITS, snippet: false, textChars: SHOWN_CHARACTERS } as const;
  const asked = { ...searchQuestion(question), ...(session !== undefined && { session }) };
  return ((await request.ask(asked, true)) as { readonly hits: readonly Hit[] }).hits;
}

/** Hits as Search-R1's model reads them. */
export function listForModel(hits: readonly Hit[]): string {
  return hits.map(({ rank, title, text = '' }) => `Doc ${rank}(Title: "${title}") ${text}\n`).join('');
}
