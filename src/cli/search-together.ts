/** One search of several indexes from the terminal. */
import { describeDoubt } from '../contract/doubtful-finding.ts';
import { StillwebError } from '../errors.ts';
import { type JointSearchOptions, searchJoint } from '../library/ask.ts';
import { type Index, type OpenIndexOptions, openIndex } from '../library/open-index.ts';
import { MAX_K } from '../limits.ts';
import { readNamedPlace } from '../serving/named-place.ts';
import type { Found } from './found/found.ts';
import { onOneLine } from './plain-text.ts';

/**
 * @param directories at least two, each perhaps as `NAME=DIR`
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
    for (const directory of directories) {
      const { name, place } = readNamedPlace(directory);
      indexes.push(await openIndex(place, { ...options, ...(name !== undefined && { name }) }));
    }
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
  const budgets = new Map<string, number>();
  for (const each of given) {
    const [, name, most] = /^(.+)=(\d{1,9})$/.exec(each) ?? [];
    if (name === undefined || Number(most) < 1 || Number(most) > MAX_K) {
      const form = `the name of an index, an equals sign and a number of hits from 1 to ${MAX_K}`;
      throw new StillwebError('SETTING_INVALID', `--budget ${each} is not ${form}`, { setting: 'budget' });
    }
    if (budgets.has(name)) {
      throw new StillwebError('SETTING_INVALID', `--budget names ${name} twice`, { setting: 'budget' });
    }
    budgets.set(name, Number(most));
  }
  return Object.fromEntries(budgets);
}
