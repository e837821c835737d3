import fc from 'fast-check';
import { FieldColumns } from '../../indexer/field-columns.ts';
import type { JsonValue } from '../../indexer/ingest/collection.ts';
import { ExactNumber } from '../../src/bytes/exact-number.ts';
import type { FieldTypes } from '../../src/contract/field-type.ts';
import type { FieldCondition, Where, WhereValue } from '../../src/contract/where.ts';
import type { FieldTable } from '../../src/format/fields.ts';

/** Typed fields of made documents, conditions on them, and what conditions mean, said once more without a column or a bitmap. */

export const MADE_FIELDS: FieldTypes = { day: 'date', 'in.size': 'number', tags: 'set', topic: 'keyword' };

/** What a document has, apart from how its metadata write it. */
export interface MadeFields {
  readonly 'in.size'?: number;
  readonly day?: string;
  readonly topic?: string;
  readonly tags?: readonly string[];
}

export interface MadeMetadata {
  readonly metadata: { readonly [name: string]: JsonValue };
  readonly fields: MadeFields;
}

const SIZES = [-7.5, -1, 0, 0.1, 1, 2, 3, 3.5, 40, 2 ** 53, 2 ** 53 + 2, 1e300, -1e-300];
const DAYS = ['1999-12-31', '2000-01-01', '2000-02-29', '2019-06-01', '2019-06-30', '2019-07-01', '2024-01-05'];
const TOPICS = ['', 'a', 'A', 'b', 'a b', 'true', '12', 'größe', '"q"', '漢字'];

/** @param random of 0 … 1 */
export function makeFields(random: () => number): MadeMetadata {
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)];
  const metadata: { [name: string]: JsonValue } = {};
  const fields: { -readonly [Name in keyof MadeFields]: MadeFields[Name] } = {};
  if (random() < 0.8) {
    const size = pick(SIZES);
    metadata.in = { size: pick([size, String(size), new ExactNumber(`${size}`)]) };
    // A text such as 1e+300 is as JSON writes it, too.
    fields['in.size'] = size;
  } else if (random() < 0.5)
    metadata.in = { size: pick<JsonValue>(['many', true, [1], null, new ExactNumber('1e400')]) };
  if (random() < 0.8) {
    const day = pick(DAYS);
    metadata.day = pick([day, `${day}T23:59:00+14:00`, day.replaceAll('-', '')]);
    fields.day = day;
  } else if (random() < 0.5) metadata.day = pick<JsonValue>(['spring', '01/02/2003', true, []]);
  if (random() < 0.8) {
    const topic = pick(TOPICS);
    metadata.topic = topic === 'true' ? true : topic === '12' ? 12 : topic;
    fields.topic = topic;
  } else if (random() < 0.5) metadata.topic = pick<JsonValue>([['a'], { a: 1 }, null, 'x'.repeat(257)]);
  if (random() < 0.8) {
    const tags = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(TOPICS));
    metadata.tags = tags.length === 1 ? pick<JsonValue>([tags, tags[0]]) : tags;
    fields.tags = tags;
  } else if (random() < 0.5) metadata.tags = pick<JsonValue>([[], [['a']], ['a', null], ['y'.repeat(257)]]);
  return { metadata, fields };
}

/** The columns of documents with these metadata, as a build makes them. */
export function columnsOf(documents: readonly MadeMetadata[]): FieldTable {
  const columns = new FieldColumns(MADE_FIELDS);
  for (const [i, { metadata }] of documents.entries()) {
    const document = { id: `d${i}`, title: '', text: '', metadata };
    columns.add({ document, location: { file: 'made', line: i + 1 }, bytesRead: 0 });
  }
  const { columns: made, descriptions } = columns.finish();
  return new Map(descriptions.map(({ name }, i) => [name, made[i]]));
}

const sizes: fc.Arbitrary<WhereValue> = fc.oneof(
  fc.constantFrom(...SIZES, 2.5, 5),
  fc.constantFrom('1', '3.5', '-1', '1e300', '9007199254740993'),
);
const periods: fc.Arbitrary<WhereValue> = fc.constantFrom(
  ...[
    '2000',
    '2019',
    '2019-06',
    '2019-06-30',
    '2019-07',
    '1999-12-31',
    '2024-01-05',
    '2000-02',
    '2023',
    '0001',
    '9999',
  ],
);
const topics: fc.Arbitrary<WhereValue> = fc.constantFrom<WhereValue>(...TOPICS, 'nowhere', true, 12);

function listsOf(values: fc.Arbitrary<WhereValue>): fc.Arbitrary<WhereValue[]> {
  return fc.array(values, { minLength: 1, maxLength: 4 });
}

function ordered(field: string, values: fc.Arbitrary<WhereValue>): fc.Arbitrary<FieldCondition> {
  return fc.oneof(
    values.map((eq) => ({ field, eq })),
    listsOf(values).map((list) => ({ field, in: list })),
    values.map((gt) => ({ field, gt })),
    values.map((gte) => ({ field, gte })),
    values.map((lt) => ({ field, lt })),
    values.map((lte) => ({ field, lte })),
    fc.tuple(values, values).map(([gte, lt]) => ({ field, gte, lt })),
    fc.boolean().map((exists) => ({ field, exists })),
  );
}

function named(field: string): fc.Arbitrary<FieldCondition> {
  return fc.oneof(
    topics.map((eq) => ({ field, eq })),
    listsOf(topics).map((list) => ({ field, in: list })),
    fc.boolean().map((exists) => ({ field, exists })),
  );
}

const conditions = fc.oneof(ordered('in.size', sizes), ordered('day', periods), named('topic'), named('tags'));

/** Conditions as a caller may write them: single ones, and trees of them. */
export const wheres: fc.Arbitrary<Where> = fc.letrec<{ tree: Where; joint: Where }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3, withCrossShrink: true }, conditions, tie('joint')),
  joint: fc.oneof(
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((and) => ({ and })),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((or) => ({ or })),
    tie('tree').map((not) => ({ not })),
  ),
})).tree;

/** Whether a document meets a condition, one document and one value at a time. */
export function meets(fields: MadeFields, where: Where): boolean {
  if ('and' in where) return where.and.every((each) => meets(fields, each));
  if ('or' in where) return where.or.some((each) => meets(fields, each));
  if ('not' in where) return !meets(fields, where.not);
  const { field, exists } = where;
  const value = fields[field as keyof MadeFields];
  if (exists !== undefined && exists !== (value !== undefined)) return false;
  if (Object.keys(where).every((name) => name === 'field' || name === 'exists')) return true;
  if (value === undefined) return false;
  return (
    (where.eq === undefined || isEqual(value, where.eq)) &&
    (where.in === undefined || where.in.some((each) => isEqual(value, each))) &&
    (where.gt === undefined || compare(value, where.gt) > 0) &&
    (where.gte === undefined || compare(value, where.gte) >= 0) &&
    (where.lt === undefined || compare(value, where.lt) < 0) &&
    (where.lte === undefined || compare(value, where.lte) <= 0)
  );
}

function isEqual(value: number | string | readonly string[], asked: WhereValue): boolean {
  if (typeof value === 'number') return value === Number(asked);
  if (typeof value !== 'string') return value.includes(String(asked));
  return /^\d{4}-\d\d-\d\d$/.test(value) ? compare(value, asked) === 0 : value === String(asked);
}

/** A day is compared with as much of a date as is asked for: 2019-06-30 equals 2019-06. */
function compare(value: number | string | readonly string[], asked: WhereValue): number {
  if (typeof value === 'number') return value - Number(asked);
  const limit = String(asked);
  const part = String(value).slice(0, limit.length);
  return part === limit ? 0 : part < limit ? -1 : 1;
}
