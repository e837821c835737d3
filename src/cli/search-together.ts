/** One search of several indexes from the terminal. */
import { describeDoubt } from '../contract/doubtful-finding.ts';
import { StillwebError } from '../errors.ts';
import { type JointSearchOptions, searchJoint } from '../library/ask.ts';
import { type Index, type OpenIndexOptions, openIndex } from '../library/open-index.ts';
import type { Found } from './found/found.ts';
import { onOneLine } from './plain-text.ts';

/**
 * @param directories at least two
 * @throws StillwebError as `openIndex` and `searchJoint`
 */
export async function searchTogether(
  directories: readonly string[],
  query: string,
  asked: JointSearchOptions,
  options: OpenIndexOptions,
): Promise<Found> {
  const indexes: Index[] = [];
  try {
    for (const directory of directories) indexes.push(await openIndex(directory, options));
    const response = await searchJoint(indexes, query, asked);
    const { hits, found } = response;
    const remarks = found.flatMap(({ index, hits: count, coverage, corrections = [] }) => {
      if (count === 0) return [`${index}: no hits.`];
      const own = hits.filter((hit) => hit.index.name === index);
      const doubt = describeDoubt({ query, hits: own, coverage, corrections });
      const mended = corrections.map(({ from, to }) => `searched for ${onOneLine(to)} instead of ${onOneLine(from)}.`);
      return [...mended, ...(doubt === null ? [] : [doubt])].map((remark) => `${index}: ${remark}`);
    });
    const together = { indexes: response.indexes, response };
    return { index: response.indexes[0], together, result: { query, hits }, remarks, fusion: null };
  } finally {
    for (const index of indexes) await index.close();
  }
}

/** `NAME=N` of each. @throws StillwebError SETTING_INVALID */
export function readBudgets(given: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    given.map((each) => {
      const [, name, most] = /^(.+)=(\d+)$/.exec(each) ?? [];
      if (name !== undefined) return [name, Number(most)];
      const message = `--budget ${each} is not the name of an index, an equals sign and a number of hits`;
      throw new StillwebError('SETTING_INVALID', message, { setting: 'budget' });
    }),
  );
}
