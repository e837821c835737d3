/** The filters of search and grep, as arguments that a model fills in: one value each. */
import { type Static, Type } from '@sinclair/typebox';
import type { SearchBody } from '../contract/search-body.ts';
import { WhereSchema } from '../contract/where-schema.ts';

const DAY = { pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' };

export const FILTER_ARGUMENTS = {
  site: Type.Optional(Type.String({ minLength: 1, maxLength: 253, description: 'Only this host and its subdomains.' })),
  after: Type.Optional(Type.String({ ...DAY, description: 'First day, YYYY-MM-DD.' })),
  before: Type.Optional(Type.String({ ...DAY, description: 'Last day, YYYY-MM-DD.' })),
  language: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]+$', maxLength: 35, description: 'Such as en.' })),
  where: Type.Optional(WhereSchema),
};

const FilterArguments = Type.Object(FILTER_ARGUMENTS);

/** As the native API takes them; undefined for none. */
export function readFilter({
  site,
  after,
  before,
  language,
  where,
}: Static<typeof FilterArguments>): SearchBody['filter'] | undefined {
  if ([site, after, before, language, where].every((given) => given === undefined)) return undefined;
  return {
    ...(site !== undefined && { sites: [site] }),
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    ...(language !== undefined && { languages: [language] }),
    ...(where !== undefined && { where }),
  };
}
