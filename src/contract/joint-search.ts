/** A search of several indexes with one request: what each of them is asked, and how their answers become one. */
import { type Static, Type } from '@sinclair/typebox';
import { StillwebError } from '../errors.ts';
import { MAX_JOINT_INDEXES, MAX_K } from '../limits.ts';
import { type CanonicalSearch, canonicalizeSearch } from './canonical-search.ts';
import { type IndexReference, parseIndexReference } from './index-reference.ts';
import { SearchBodySchema } from './search-body.ts';
import { compileShape } from './shape.ts';

const { index: OneIndex, ...members } = SearchBodySchema.properties;

const SeveralIndexes = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), {
  minItems: 1,
  maxItems: MAX_JOINT_INDEXES,
  description: 'a list searches several: NAME or NAME@ID of each',
});

const joining = {
  budgets: Type.Optional(
    Type.Record(Type.String(), Type.Integer({ minimum: 1, maximum: MAX_K }), {
      description: 'with a list of indexes: the most hits of each, by its name; default: as many as k lets in',
    }),
  ),
  join: Type.Optional(
    Type.Union([Type.Literal('fused'), Type.Literal('apart')], {
      default: 'fused',
      description: 'with a list of indexes: one ranking of all by reciprocal ranks, or the answer of each by itself',
    }),
  ),
};

/** The body of `POST /v1/search` whose `index` is a list. */
export const JointSearchBodySchema = Type.Object(
  { ...members, index: SeveralIndexes, ...joining },
  { additionalProperties: false },
);
export type JointSearchBody = Static<typeof JointSearchBodySchema>;

/** Either body of the route, for its description. */
export const AnySearchBodySchema = Type.Object(
  {
    ...members,
    index: Type.Optional(
      Type.Union([OneIndex, SeveralIndexes], {
        description: 'NAME or NAME@ID; a list of them searches several; default: the first index served',
      }),
    ),
    ...joining,
  },
  { additionalProperties: false },
);

export interface JointSearch {
  /** One for each index, in the order in which they were named: that of the answer. */
  readonly searches: readonly (CanonicalSearch & { readonly index: IndexReference })[];
  /** Which hits of the fused list are shown; null where each answer stands by itself. */
  readonly fused: { readonly offset: number; readonly k: number } | null;
}

/** @throws INVALID_REQUEST for what has no meaning without a list of indexes */
export function refuseIdleJoining(body: unknown): void {
  for (const field of Object.keys(joining)) {
    if (typeof body !== 'object' || body === null || !Object.hasOwn(body, field)) continue;
    throw new StillwebError('INVALID_REQUEST', `${field} needs a list of indexes as index`, { field });
  }
}

const checkBody = compileShape(JointSearchBodySchema);

export function isJointSearch(body: unknown): boolean {
  return Array.isArray((body as { readonly index?: unknown } | null | undefined)?.index);
}

/**
 * The first n hits of a fused list depend on the first n of each index alone, so that its pages join.
 *
 * @param body whose `index` is a list
 * @throws INVALID_REQUEST, QUERY_TOO_LONG
 */
export function canonicalizeJointSearch(body: unknown): JointSearch {
  const { index: names, budgets = {}, join = 'fused', ...rest } = checkBody(body);
  const { request, ...beside } = canonicalizeSearch(rest);
  const { k, offset } = request;
  const indexes = names.map(parseIndexReference);
  const budgetOf = budgetsByName(indexes, budgets);
  return {
    searches: indexes.map((index) => {
      const budget = budgetOf.get(index.name);
      const page =
        join === 'fused' ? { k: Math.min(offset + k, budget ?? MAX_K), offset: 0 } : { k: budget ?? k, offset };
      return { ...beside, index, request: { ...request, ...page } };
    }),
    fused: join === 'fused' ? { offset, k } : null,
  };
}

/** @throws INVALID_REQUEST for an index that is named twice, and for a budget of one that is not named */
function budgetsByName(
  indexes: readonly IndexReference[],
  budgets: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const names = indexes.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated !== undefined) {
    throw new StillwebError(
      'INVALID_REQUEST',
      `index names ${repeated} twice: name it once, or give one of the two another name`,
      { field: 'index', name: repeated },
    );
  }
  const byName = new Map(Object.entries(budgets));
  const idle = [...byName.keys()].find((name) => !names.includes(name));
  if (idle !== undefined) {
    const name = idle.slice(0, 100).toWellFormed();
    throw new StillwebError('INVALID_REQUEST', `budgets names ${name}, which index does not`, {
      field: 'budgets',
      name,
    });
  }
  return byName;
}
