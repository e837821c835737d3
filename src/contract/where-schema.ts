/** Conditions on typed fields, as JSON Schema. */
import { Type } from '@sinclair/typebox';
import { MAX_FILTER_ENTRIES, MAX_KEYWORD_BYTES, MAX_WHERE_CONDITIONS, MAX_WHERE_DEPTH } from '../limits.ts';
import type { Where } from './where.ts';

const value = { type: ['string', 'number', 'boolean'] };
const inner = { type: 'array', minItems: 1, maxItems: MAX_WHERE_CONDITIONS, items: { type: 'object' } };

/** The check of a body lets anything pass here: `canonicalizeWhere` looks through it, as deep as it is. */
export const WhereSchema = Type.Unsafe<Where>(
  Type.Unknown({
    type: 'object',
    description: `a condition on a declared field, or and, or, not of such: {"field", and eq, in, gt, gte, lt, lte or exists}. At most ${MAX_WHERE_CONDITIONS} conditions, ${MAX_WHERE_DEPTH} deep, ${MAX_KEYWORD_BYTES} bytes a text`,
    properties: {
      field: { type: 'string', description: 'a declared field' },
      eq: { ...value, description: 'this value; of a set: it holds this one' },
      in: { type: 'array', minItems: 1, maxItems: MAX_FILTER_ENTRIES, items: value, description: 'one of these' },
      gt: { ...value, description: 'more, of a number; later, of a date' },
      gte: value,
      lt: value,
      lte: value,
      exists: { type: 'boolean', description: 'whether a document has a value' },
      and: { ...inner, description: 'all of them hold' },
      or: { ...inner, description: 'one of them holds' },
      not: { type: 'object', description: 'it does not hold; so of a document without the field' },
    },
    additionalProperties: false,
  }),
);
