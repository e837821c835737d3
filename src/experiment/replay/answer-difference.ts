/** Where two answers to one question differ first, and in what. */
import type { TraceAnswer } from '../trace/trace-line.ts';
import type { LegsById, MovedLeg } from './moved-leg.ts';

/** One answer as a target gives it; a refusal where it refuses. */
export interface Replayed {
  readonly body: Uint8Array | null;
  readonly refusal: TraceAnswer['error'] | null;
  readonly hits?: readonly (readonly string[])[];
}

/**
 * - `refusal`: one of them is a refusal, or they are refused otherwise;
 * - `ranking`: documents are found at other ranks, or others;
 * - `score`: the same documents at the same ranks, with other scores;
 * - `content`: anything else of the body: a text, a title, a snippet.
 */
export type DifferenceKind = 'refusal' | 'ranking' | 'score' | 'content';

export interface Difference {
  readonly differs: DifferenceKind;
  /** In a sentence. */
  readonly what: string;
  /** Of a ranking: the first place that differs, from 1, of which query, and what stands there; null for nothing. */
  readonly place?: {
    readonly query: number;
    readonly rank: number;
    readonly was: string | null;
    readonly is: string | null;
  };
  /** Why, as far as can be told. */
  readonly why?: readonly string[];
  /** Of the hits of `place`, by their ids: what each leg says of them now, and said then, where the trace or the recorded index tells. */
  readonly legs?: { readonly was?: LegsById; readonly is: LegsById };
  /** The first leg, of a ranking or of scores, that gave a document something else; absent where nobody can tell. */
  readonly moved?: MovedLeg;
}

/**
 * @param was its body with the id of the index that answers now, as `withIndexId` makes it
 * @param isOtherIndex an index of another id answers now: ids that dialects make of that are no difference
 * @returns null where there is none
 */
export function describeDifference(
  was: { readonly told: TraceAnswer; readonly body: Uint8Array | null },
  is: Replayed,
  isOtherIndex = false,
): Difference | null {
  const { error } = was.told;
  if (error !== undefined || is.refusal !== null) {
    if (error?.code === is.refusal?.code && error !== undefined) return null;
    const told = (refusal: TraceAnswer['error'] | null): string => refusal?.code ?? 'an answer';
    return { differs: 'refusal', what: `it was ${told(error ?? null)}, and is ${told(is.refusal)}` };
  }
  const before = Buffer.from(was.body ?? []);
  const now = Buffer.from(is.body ?? []);
  if (before.equals(now)) return null;
  const moved = firstMove(was.told.notes?.hits, is.hits);
  if (moved !== null) return { differs: 'ranking', what: tellMove(moved), place: moved };
  const isSame = isOtherIndex
    ? (left: unknown, right: unknown) => left === right || areDerived(left, right)
    : Object.is;
  const place = firstPlace(parse(before), parse(now), isSame);
  if (place === null && isOtherIndex) return null;
  if (place === null) return { differs: 'content', what: 'the same JSON is written otherwise' };
  const { path, left, right } = place;
  return {
    differs: /(^|\.)score$/.test(path) ? 'score' : 'content',
    what: `${path === '' ? 'the body' : path} was ${shownFrom(left, right)}, and is ${shownFrom(right, left)}`,
  };
}

type Move = NonNullable<Difference['place']>;

function firstMove(was: Replayed['hits'], is: Replayed['hits']): Move | null {
  if (was === undefined || is === undefined) return null;
  for (let query = 0; query < Math.max(was.length, is.length); query++) {
    const [before, now] = [was[query] ?? [], is[query] ?? []];
    for (let i = 0; i < Math.max(before.length, now.length); i++) {
      if (before[i] !== now[i]) return { query, rank: i + 1, was: before[i] ?? null, is: now[i] ?? null };
    }
  }
  return null;
}

function tellMove({ rank, was, is }: Move): string {
  if (was === null) return `rank ${rank} was empty, and is ${shown(is)}`;
  return is === null
    ? `rank ${rank} was ${shown(was)}, and is empty`
    : `rank ${rank} was ${shown(was)}, and is ${shown(is)}`;
}

/** A body that another index would have answered alike: an answer names its index, and that it is another is no difference. */
export function withIndexId(body: Uint8Array, change: readonly [from: string, to: string] | null): Uint8Array {
  if (change === null) return body;
  const [from, to] = change;
  return Buffer.from(Buffer.from(body).toString('latin1').replaceAll(from, to), 'latin1');
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return body.toString('latin1');
  }
}

interface FirstPlace {
  /** `hits.0.title` */
  readonly path: string;
  readonly left: unknown;
  readonly right: unknown;
}

/** In the order of the body. Its depth is that of a body of ours. */
function firstPlace(
  left: unknown,
  right: unknown,
  isSame: (left: unknown, right: unknown) => boolean,
  path = '',
): FirstPlace | null {
  if (isSame(left, right)) return null;
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
  if (!isObject(left) || !isObject(right) || Array.isArray(left) !== Array.isArray(right)) return { path, left, right };
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const name of names) {
    const [one, other] = [left, right].map((value) => (value as Record<string, unknown>)[name]);
    const found = firstPlace(one, other, isSame, path === '' ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

/** Hexadecimal digits, as a UUID or a hash, of one form: such as the id of a request, which dialects make of the index and the request. */
function areDerived(left: unknown, right: unknown): boolean {
  const form = (value: unknown): string | null =>
    typeof value === 'string' && /^[0-9a-f-]{16,64}$/.test(value) ? value.replace(/[0-9a-f]/g, 'x') : null;
  return form(left) !== null && form(left) === form(right);
}

const MAX_SHOWN = 80;
/** Of what is the same, in front of what is not. */
const SHOWN_BEFORE = 24;

/** Of a long text, that part in which another one is not the same. */
function shownFrom(value: unknown, other: unknown): string {
  if (typeof value !== 'string' || typeof other !== 'string') return shown(value);
  if (Math.max(value.length, other.length) <= MAX_SHOWN) return shown(value);
  let same = 0;
  while (same < Math.min(value.length, other.length) && value[same] === other[same]) same++;
  const start = Math.max(0, same - SHOWN_BEFORE);
  const part = shown(value.slice(start).toWellFormed());
  return start === 0 ? part : `${part} (from character ${start + 1})`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN).toWellFormed()}…`;
}
