import { Option } from 'commander';
import type { SearchFilter } from '../contract/search.ts';
import { readWrittenConditions } from '../contract/written-condition.ts';
import { list } from './values.ts';

/** Conditions on typed fields: all that are given must hold. */
export function whereOption(): Option {
  return new Option(
    '--where <condition>',
    'only documents whose field is so: year>=2000, topic=maths, "author!=A. B."; or JSON; repeatable',
  ).argParser(list);
}

/** As a canonical filter; undefined for none. @throws StillwebError INVALID_REQUEST */
export async function readWhereFlags(where: readonly string[] | undefined): Promise<SearchFilter | undefined> {
  const conditions = readWrittenConditions(where, '--where');
  if (conditions === undefined) return undefined;
  // What checks requests takes longer to load than a search does.
  const { canonicalizeWhere } = await import('../contract/canonical-where.ts');
  return { where: canonicalizeWhere(conditions, '--where') };
}
