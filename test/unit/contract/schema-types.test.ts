import type { Static } from '@sinclair/typebox';
import { describe, expect, it } from 'vitest';
import type {
  ApartResult,
  BatchResult,
  DocumentResult,
  FetchResult,
  GrepResult,
  JointBatchResult,
  JointSearchResult,
  LinksResult,
  SearchResult,
} from '../../../src/contract/answer-bodies.ts';
import type {
  DocumentResponseSchema,
  FetchedDocumentSchema,
  FetchResponseSchema,
  LinkedDocumentSchema,
  LinksResponseSchema,
} from '../../../src/contract/fetch-response.ts';
import type { GrepResponseSchema } from '../../../src/contract/grep-response.ts';
import type { IndexReference } from '../../../src/contract/index-reference.ts';
import type {
  FetchedDocument,
  Hit,
  LegExplanation,
  LinkedDocument,
  SearchFilter,
  SearchMode,
  SearchUnit,
} from '../../../src/contract/search.ts';
import type { FilterSchema, ModeSchema, UnitSchema } from '../../../src/contract/search-body.ts';
import type {
  HitSchema,
  IndexReferenceSchema,
  JointResponseSchema,
  LegExplanationSchema,
  SearchResponseSchema,
} from '../../../src/contract/search-response.ts';

/** Read-only throughout, so that a type made from a schema compares with one written by hand. */
type Frozen<T> = T extends (infer Item)[] | readonly (infer Item)[]
  ? T extends readonly [infer First, infer Second]
    ? readonly [Frozen<First>, Frozen<Second>]
    : readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;
type Same<Left, Right> = (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
/** One object, where a type was written as an extension of another. */
type Flat<T> = { [Key in keyof T]: T[Key] };
/** A value of this type exists only when the schema and the type agree; the compiler is the test. */
type Agree<Schema, Written> = Same<Frozen<Schema>, Frozen<Written>>;

/** Flat at each depth, as `Frozen` makes all that it is given. */
type JointAnswer = Frozen<JointSearchResult | JointBatchResult | ApartResult<SearchResult | BatchResult>>;

const agreements: readonly [
  Agree<Static<typeof HitSchema>, Hit>,
  Agree<Static<typeof GrepResponseSchema>, Flat<GrepResult>>,
  Agree<Static<typeof LegExplanationSchema>, LegExplanation>,
  Agree<Static<typeof FilterSchema>, SearchFilter>,
  Agree<Static<typeof ModeSchema>, SearchMode>,
  Agree<Static<typeof UnitSchema>, SearchUnit>,
  Agree<Static<typeof FetchedDocumentSchema>, FetchedDocument>,
  Agree<Static<typeof LinkedDocumentSchema>, LinkedDocument>,
  Same<Static<typeof IndexReferenceSchema>['name'], IndexReference['name']>,
  Agree<Static<typeof SearchResponseSchema>, Flat<SearchResult> | BatchResult>,
  Agree<Static<typeof JointResponseSchema>, JointAnswer>,
  Agree<Static<typeof FetchResponseSchema>, FetchResult>,
  Agree<Static<typeof DocumentResponseSchema>, DocumentResult>,
  Agree<Static<typeof LinksResponseSchema>, Flat<LinksResult>>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true];

describe('schemas and types', () => {
  it('agree, or this file does not compile', () => {
    expect(agreements).not.toContain(false);
  });
});
