import { openSearcher } from '../../library/open-searcher.ts';
import { openIndex } from '../../store/open.ts';
import type { RankedSide, SideOptions } from './ranked-side.ts';

/** An index directory, searched in this thread. @throws StillwebError as `openIndex`, MODE_UNAVAILABLE */
export async function openIndexSide(directory: string, { k, mode, exact }: SideOptions): Promise<RankedSide> {
  const index = openIndex(directory);
  const { searcher, close } = await openSearcher(index, 'cpu');
  return {
    name: `${index.name}@${index.manifest.id}`,
    topics: null,
    rank: async ({ text }) => {
      const ranking = await searcher.rank(text, { mode: mode ?? searcher.modes[0], k, syntax: 'query', exact });
      return ranking.map(({ id }) => id);
    },
    close,
  };
}
