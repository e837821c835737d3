import { describe, expect, it } from 'vitest';
import { canonicalizeWhere } from '../../../src/contract/canonical-where.ts';
import type { Where } from '../../../src/contract/where.ts';
import {
  MAX_FIELD_NAME_CHARACTERS,
  MAX_FILTER_ENTRIES,
  MAX_KEYWORD_BYTES,
  MAX_WHERE_CONDITIONS,
  MAX_WHERE_DEPTH,
} from '../../../src/limits.ts';

const read = (where: unknown) => canonicalizeWhere(where, 'filter.where');
const refusal = (where: unknown) => {
  try {
    read(where);
  } catch (error) {
    const { code, message, facts } = error as { code: string; message: string; facts: Record<string, unknown> };
    return { code, message, ...facts };
  }
  return 'taken';
};

const year = { field: 'year', gt: 2000 };
const topic = { field: 'topic', eq: 'maths' };

describe('a condition on fields', () => {
  it.each<[what: string, one: Where, other: Where]>([
    ['order of and', { and: [year, topic] }, { and: [topic, year] }],
    ['order of or', { or: [year, topic] }, { or: [topic, year] }],
    ['order and repeats of values', { field: 'a', in: ['x', 'y', 'x'] }, { field: 'a', in: ['y', 'x'] }],
    ['eq, and a list of one', { field: 'a', eq: 'x' }, { field: 'a', in: ['x'] }],
    ['a member said twice', { and: [year, year] }, year],
    ['an and of one', { and: [{ or: [year] }] }, year],
    ['and inside and', { and: [year, { and: [topic, year] }] }, { and: [year, topic] }],
    ['or inside or', { or: [year, { or: [topic] }] }, { or: [year, topic] }],
    ['no and no', { not: { not: year } }, year],
    ['exists false', { field: 'a', exists: false }, { not: { field: 'a', exists: true } }],
    [
      'two ends at once',
      { field: 'a', gte: 1, lt: 5 },
      {
        and: [
          { field: 'a', lt: 5 },
          { field: 'a', gte: 1 },
        ],
      },
    ],
    ['zero and minus zero', { field: 'a', eq: -0 }, { field: 'a', eq: 0 }],
    ['a lone surrogate, and what stands for it', { field: 'a', eq: '\ud800' }, { field: 'a', eq: '\ufffd' }],
    ['an absent member', { ...topic, in: undefined } as Where, topic],
  ])('is the same whatever %s is', (_what, one, other) => {
    expect(JSON.stringify(read(one))).toBe(JSON.stringify(read(other)));
  });

  it.each<[what: string, one: Where, other: Where]>([
    ['and and or', { and: [year, topic] }, { or: [year, topic] }],
    ['a number and its text', { field: 'a', eq: 1 }, { field: 'a', eq: '1' }],
    ['true and its text', { field: 'a', eq: true }, { field: 'a', eq: 'true' }],
    ['gt and gte', { field: 'a', gt: 1 }, { field: 'a', gte: 1 }],
    ['fields', { field: 'a', eq: 'x' }, { field: 'b', eq: 'x' }],
  ])('tells %s apart', (_what, one, other) => {
    expect(JSON.stringify(read(one))).not.toBe(JSON.stringify(read(other)));
  });

  it('is read again as what it is', () => {
    const once = read({
      not: { and: [year, { or: [topic, { field: 'z', exists: false }] }, { field: 'a', gt: 1, lt: 3 }] },
    });
    expect(read(once)).toEqual(once);
  });

  it.each<[what: string, where: unknown, field: string]>([
    ['no object', 'year>2000', 'filter.where'],
    ['a list', [year], 'filter.where'],
    ['nothing at all', {}, 'filter.where.field'],
    ['no field', { eq: 3 }, 'filter.where.field'],
    ['a field that has no such name', { field: 'a b', eq: 3 }, 'filter.where.field'],
    ['no question', { field: 'a' }, 'filter.where'],
    ['a list in place of a value', { field: 'a', eq: ['x'] }, 'filter.where.eq'],
    ['null', { field: 'a', eq: null }, 'filter.where.eq'],
    ['not a number', { field: 'a', eq: Number.NaN }, 'filter.where.eq'],
    ['no end', { field: 'a', lt: Number.POSITIVE_INFINITY }, 'filter.where.lt'],
    ['an empty list of values', { field: 'a', in: [] }, 'filter.where.in'],
    ['an empty and', { and: [] }, 'filter.where.and'],
    ['a fault deep inside', { and: [year, { or: [topic, { field: 'a', eq: {} }] }] }, 'filter.where.and.1.or.1.eq'],
    ['two joints', { and: [year], or: [topic] }, 'filter.where'],
    ['a joint beside a field', { ...year, not: topic }, 'filter.where'],
    ['a word for exists', { field: 'a', exists: 'yes' }, 'filter.where.exists'],
  ])('with %s is refused, naming the place', (_what, where, field) => {
    expect(refusal(where)).toMatchObject({ code: 'INVALID_REQUEST', field });
  });

  it('with a slip in a member names the member that was meant', () => {
    expect(refusal({ field: 'a', exist: true })).toMatchObject({
      unknown: ['filter.where.exist'],
      didYouMean: ['filter.where.exists'],
    });
  });

  it('may be as large as the limits say, and no larger', () => {
    const nested = (depth: number): Where =>
      depth === 1 ? year : ({ [depth % 2 ? 'and' : 'or']: [topic, nested(depth - 1)] as never } as unknown as Where);
    expect(refusal(nested(MAX_WHERE_DEPTH))).toBe('taken');
    expect(refusal(nested(MAX_WHERE_DEPTH + 1))).toMatchObject({ maxDepth: MAX_WHERE_DEPTH });

    const many = (count: number) => ({
      or: Array.from({ length: count / 2 }, (_, i) => ({ field: 'a', gt: i, lt: i })),
    });
    expect(refusal(many(MAX_WHERE_CONDITIONS))).toBe('taken');
    expect(refusal(many(MAX_WHERE_CONDITIONS + 2))).toMatchObject({ maxConditions: MAX_WHERE_CONDITIONS });

    const values = (count: number) => ({ field: 'a', in: Array.from({ length: count }, (_, i) => i) });
    expect(refusal(values(MAX_FILTER_ENTRIES))).toBe('taken');
    expect(refusal(values(MAX_FILTER_ENTRIES + 1))).toMatchObject({ field: 'filter.where.in' });

    const text = (bytes: number) => ({ field: 'a', eq: 'é'.repeat(bytes / 2) });
    expect(refusal(text(MAX_KEYWORD_BYTES))).toBe('taken');
    expect(refusal(text(MAX_KEYWORD_BYTES + 2))).toMatchObject({ maxBytes: MAX_KEYWORD_BYTES });

    const name = (length: number) => ({ field: 'a'.repeat(length), exists: true });
    expect(refusal(name(MAX_FIELD_NAME_CHARACTERS))).toBe('taken');
    expect(refusal(name(MAX_FIELD_NAME_CHARACTERS + 1))).toMatchObject({ field: 'filter.where.field' });
  });
});
