/** Conditions on fields in the one form that equal ones share. */
import { StillwebError } from '../errors.ts';
import { MAX_FILTER_ENTRIES, MAX_KEYWORD_BYTES, MAX_WHERE_CONDITIONS, MAX_WHERE_DEPTH } from '../limits.ts';
import { isFieldName } from './field-type.ts';
import { unknownFields } from './shape.ts';
import { limitText } from './text-limit.ts';
import { type CanonicalWhere, COMPARISONS, type WhereValue } from './where.ts';

const JOINTS = ['and', 'or', 'not'] as const;
const TESTS = ['eq', 'in', ...COMPARISONS, 'exists'] as const;
const MEMBERS: readonly string[] = ['field', ...TESTS, ...JOINTS];

type Members = Readonly<Record<string, unknown>>;

/** What is read so far of one request. */
interface Tally {
  conditions: number;
}

/**
 * Whether a field is declared, and has values of such a kind, is known where the request is answered.
 *
 * @param where of unknown shape
 * @param place where it stands, for errors
 * @throws StillwebError INVALID_REQUEST naming the place
 */
export function canonicalizeWhere(where: unknown, place: string): CanonicalWhere {
  return read(where, place, 1, { conditions: 0 });
}

function read(where: unknown, place: string, depth: number, tally: Tally): CanonicalWhere {
  if (depth > MAX_WHERE_DEPTH) {
    throw refusal(place, `nests conditions more than ${MAX_WHERE_DEPTH} deep`, { maxDepth: MAX_WHERE_DEPTH });
  }
  if (!isObject(where)) throw refusal(place, 'must be an object', { expected: 'an object' });
  // A member that is undefined is as one that is not there: so are those of other objects of the library.
  const names = Object.keys(where).filter((name) => where[name] !== undefined);
  const unknown = names.filter((name) => !MEMBERS.includes(name));
  if (unknown.length > 0) {
    throw unknownFields(
      unknown.map((name) => ({ name: `${place}.${name}`, known: MEMBERS.map((member) => `${place}.${member}`) })),
    );
  }
  const joint = JOINTS.find((name) => names.includes(name));
  if (joint !== undefined && names.length > 1) throw refusal(place, `has ${joint} beside other members`);
  if (joint === undefined) return readField(where, names, place, tally);
  if (joint === 'not') return negate(read(where.not, `${place}.not`, depth + 1, tally));
  const members = readList(where[joint], `${place}.${joint}`, MAX_WHERE_CONDITIONS, 'conditions');
  return join(
    joint,
    members.map((member, i) => read(member, `${place}.${joint}.${i}`, depth + 1, tally)),
  );
}

function readField(where: Members, names: readonly string[], place: string, tally: Tally): CanonicalWhere {
  const { field } = where;
  if (typeof field !== 'string' || !isFieldName(field)) {
    throw refusal(`${place}.field`, 'must be the name of a field', { expected: 'the name of a field' });
  }
  const tests = TESTS.filter((name) => names.includes(name));
  if (tests.length === 0) {
    throw refusal(place, `asks nothing of ${field}: give one of ${TESTS.join(', ')}`, { expected: TESTS.join(', ') });
  }
  tally.conditions += tests.length;
  if (tally.conditions > MAX_WHERE_CONDITIONS) {
    const facts = { maxConditions: MAX_WHERE_CONDITIONS };
    throw refusal(place, `is behind ${MAX_WHERE_CONDITIONS} conditions, as many as a filter has`, facts);
  }
  return join(
    'and',
    tests.map((test) => readTest(field, test, where[test], `${place}.${test}`)),
  );
}

function readTest(field: string, test: (typeof TESTS)[number], value: unknown, place: string): CanonicalWhere {
  switch (test) {
    case 'exists':
      if (typeof value !== 'boolean') throw refusal(place, 'must be true or false', { expected: 'true or false' });
      return value ? { field, exists: true } : { not: { field, exists: true } };
    case 'eq':
      return { field, in: [readValue(value, place)] };
    case 'in': {
      const values = readList(value, place, MAX_FILTER_ENTRIES, 'values');
      return { field, in: sortDistinct(values.map((each, i) => readValue(each, `${place}.${i}`))) };
    }
    default:
      return { field, [test]: readValue(value, place) } as unknown as CanonicalWhere;
  }
}

function readValue(value: unknown, place: string): WhereValue {
  if (typeof value === 'boolean') return value;
  // 0 and −0 are equal, and have one text.
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0;
  if (typeof value !== 'string') {
    const expected = 'a string, a number, true or false';
    throw refusal(place, `must be ${expected}`, { expected });
  }
  return limitText(value, MAX_KEYWORD_BYTES, place);
}

function readList(value: unknown, place: string, limit: number, noun: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0 && value.length <= limit) return value;
  const expected = `a list of 1 to ${limit} ${noun}`;
  throw refusal(place, `must be ${expected}`, { expected });
}

function negate(where: CanonicalWhere): CanonicalWhere {
  return 'not' in where ? where.not : { not: where };
}

function join(joint: 'and' | 'or', members: readonly CanonicalWhere[]): CanonicalWhere {
  const own = sortDistinct(members.flatMap((member) => (joint in member ? (member as never)[joint] : [member])));
  return own.length === 1 ? own[0] : ({ [joint]: own } as unknown as CanonicalWhere);
}

/** By code unit of their JSON, so that the order says nothing of the one they were given in. */
function sortDistinct<Value>(values: readonly Value[]): Value[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value);
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal(place: string, what: string, facts: Readonly<Record<string, string | number>> = {}): StillwebError {
  return new StillwebError('INVALID_REQUEST', `${place} ${what}`, { field: place, ...facts });
}
