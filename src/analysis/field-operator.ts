import type { FieldType } from '../contract/field-type.ts';
import { readKeyword, readNumber } from '../contract/field-value.ts';
import type { CanonicalWhere } from '../contract/where.ts';
import { parsePeriod } from './query-operators.ts';

/** The declared fields that a query may name, with their types. */
export type QueryFields = ReadonlyMap<string, FieldType>;

export const NO_FIELDS: QueryFields = new Map();

const SIGNED = /^(>=|<=|>|<)(.*)$/s;
const TESTS: Readonly<Record<string, string>> = { '>=': 'gte', '<=': 'lte', '>': 'gt', '<': 'lt' };

/**
 * What `name:value` asks of a document, as a canonical condition: of a keyword or a set that it has this one; of a number or a date
 * `5`, `>5`, `>=5`, `<5`, `<=5`, or a range with both ends, `5..9`, of which one may be left out.
 *
 * @returns undefined where the value is none of the type
 */
export function readFieldOperator(field: string, value: string, type: FieldType): CanonicalWhere | undefined {
  if (value === '') return undefined;
  if (type === 'keyword' || type === 'set') {
    const keyword = readKeyword(value);
    return keyword === null ? undefined : { field, in: [keyword] };
  }
  const read = type === 'number' ? readNumber : readPeriod;
  const signed = SIGNED.exec(value);
  if (signed !== null) {
    const limit = read(signed[2]);
    return limit === null ? undefined : ({ field, [TESTS[signed[1]]]: limit } as unknown as CanonicalWhere);
  }
  const dots = value.indexOf('..');
  if (dots < 0) {
    const single = read(value);
    return single === null ? undefined : { field, in: [single] };
  }
  return readRange(field, value.slice(0, dots), value.slice(dots + 2), read);
}

function readRange(
  field: string,
  first: string,
  last: string,
  read: (text: string) => number | string | null,
): CanonicalWhere | undefined {
  const gte = read(first);
  const lte = read(last);
  if ((gte === null && first !== '') || (lte === null && last !== '')) return undefined;
  if (gte !== null && lte !== null) {
    return {
      and: [
        { field, gte },
        { field, lte },
      ],
    };
  }
  if (gte !== null) return { field, gte };
  return lte === null ? undefined : { field, lte };
}

function readPeriod(text: string): string | null {
  return parsePeriod(text) === undefined ? null : text;
}
