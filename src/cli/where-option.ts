import { Option } from 'commander';
import type { SearchFilter } from '../contract/search.ts';
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
  if (where === undefined) return undefined;
  // What checks requests takes longer to load than a search does.
  const [{ readWrittenConditions }, { canonicalizeWhere }] = await Promise.all([
    import('../contract/written-condition.ts'),
    import('../contract/canonical-where.ts'),
  ]);
  const conditions = readWrittenConditions(where, '--where');
  if (conditions === undefined) return undefined;
  return { where: canonicalizeWhere(conditions, '--where') };
}
