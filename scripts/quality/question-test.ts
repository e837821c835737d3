import type { SearchMode } from '../../src/contract/search.ts';
import type { Searcher } from '../../src/retrieval/searcher.ts';
import { PHRASINGS } from './phrasings.ts';

/** Asks an index for its own titles, in many phrasings, and looks where the article with the title stands. */

/** The hits that are looked at: what an agent reads. */
const DEPTH = 10;

export const QUESTION_MODES: readonly SearchMode[] = ['bm25', 'hybrid'];

export interface TitledDocument {
  /** Its number in the index. */
  readonly document: number;
  readonly id: string;
  readonly title: string;
}

/** Where the article was found. */
export interface Place {
  /** From 1; 0 where it is not among the first ten. */
  readonly rank: number;
  /** Whether the hit shows the first passage of the article, which says what its subject is. */
  readonly isLead: boolean;
}

/** For each title a place for each phrasing, in the order of `PHRASINGS`; null where it cannot be asked so. */
export type Places = readonly (readonly (Place | null)[])[];

/**
 * Documents whose title no other document has, upper and lower case being equal, spread evenly over the collection.
 * @param most of them; all where there are no more
 */
export function sampleTitles(searcher: Searcher, most = Number.POSITIVE_INFINITY): TitledDocument[] {
  const byTitle = new Map<string, TitledDocument | null>();
  for (let document = 0; document < searcher.view.passages.documents; document++) {
    const { id, title } = searcher.documents.getHeading(document);
    const key = title.trim().toLowerCase();
    if (key !== '') byTitle.set(key, byTitle.has(key) ? null : { document, id, title: title.trim() });
  }
  const titled = [...byTitle.values()].filter((each) => each !== null);
  if (titled.length <= most) return titled;
  return Array.from({ length: most }, (_, i) => titled[Math.floor((i * titled.length) / most)]);
}

/** Asks as clients do: in the query syntax of the API. @param onProgress titles asked for so far */
export async function askForTitles(
  { pipeline, view }: Searcher,
  titles: readonly TitledDocument[],
  mode: SearchMode,
  onProgress?: (done: number) => void,
): Promise<Places> {
  const find = async (query: string, target: number): Promise<Place> => {
    const search = await pipeline.read({ queries: [query], mode, k: DEPTH, offset: 0, unit: 'document' as const });
    const hits = await pipeline.rankQuery(search, search.queries[0]);
    const documents = await pipeline.documentsOf(hits);
    const at = documents.indexOf(target);
    return { rank: at + 1, isLead: at >= 0 && hits[at].passage === view.passages.first[target] };
  };
  const places: (Place | null)[][] = [];
  for (const [i, { document, title }] of titles.entries()) {
    const row: (Place | null)[] = [];
    for (const { ask } of PHRASINGS) {
      const query = ask(title);
      row.push(query === null ? null : await find(query, document));
    }
    places.push(row);
    onProgress?.(i + 1);
  }
  return places;
}

/** One row of places as text: `1`, `1~` where another passage than the first is shown, `-` beyond ten, `.` not asked. */
export function describePlaces(row: readonly (Place | null)[]): string {
  return row
    .map((place) => {
      if (place === null) return '.';
      return place.rank === 0 ? '-' : `${place.rank}${place.isLead ? '' : '~'}`;
    })
    .join(' ');
}
