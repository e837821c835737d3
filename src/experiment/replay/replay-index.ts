/** Index directories as what a trace is replayed against: keys are answered anew, at once and in any order. */
import { type KeyedRequest, readAnswerKey, treatedKey } from '../../contract/answer-key.ts';
import { canonicalFetchKey, canonicalRequestKey } from '../../contract/request-key.ts';
import type { Hit } from '../../contract/search.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_FETCH_CHARACTERS, MAX_K } from '../../limits.ts';
import type { SearchBackend } from '../../serving/search-backend.ts';
import { parseAnswer } from '../../serving/written-answer.ts';
import type { TraceAnswer } from '../trace/trace-line.ts';
import type { Difference, Replayed } from './answer-difference.ts';
import {
  firstMove,
  type LegMove,
  type LegsById,
  legMoves,
  legsNoted,
  MOVED_LEG_NAMES,
  type MovedLeg,
} from './moved-leg.ts';
import type { ReplayTarget } from './replay-call.ts';

/** Hits behind those that were asked for, which an explanation looks at. */
const BEHIND = 100;
/** A replay waits for each answer as long as it takes. */
const DEADLINE_MS = 600_000;

/**
 * @param backend closed with the target
 * @param recorded serves the index that the trace was recorded over, where that is at hand: differences are explained by both then. Closed too
 * @param tellsHow whether an explanation says what else could be named to be told more
 */
export function indexTarget(
  backend: SearchBackend,
  recorded: SearchBackend | null = null,
  tellsHow = true,
): ReplayTarget {
  const ids = new Map(backend.indexes.map(({ name, id }) => [name, id]));
  const names = backend.indexes.map(({ name, id }) => `${name}@${id}`).join(', ');
  return {
    name: names,
    ids,
    isOrdered: false,
    async ask(_call, { key }): Promise<Replayed> {
      const { indexName } = readAnswerKey(key);
      if (!ids.has(indexName)) {
        throw new StillwebError('INDEX_NOT_FOUND', `the trace asks the index ${indexName}; there is ${names}`, {
          name: indexName,
          served: [...ids.keys()],
        });
      }
      try {
        const { body, notes } = await backend.answer(key, { deadlineMs: DEADLINE_MS, queries: 1, takesNotes: true });
        return { body, refusal: null, hits: notes?.hits };
      } catch (error) {
        if (!(error instanceof StillwebError) || error.entry.http >= 500) throw error;
        const { code, message, facts } = error;
        return { body: null, refusal: { code, message, facts } };
      }
    },
    explain: (_call, told, difference) => explain({ backend, recorded, tellsHow }, told, difference),
    async close() {
      await backend.close();
      await recorded?.close();
    },
  };
}

interface Both {
  readonly backend: SearchBackend;
  readonly recorded: SearchBackend | null;
  readonly tellsHow: boolean;
}

/** What moved a document, as far as the two indexes tell. */
async function explain(named: Both, told: TraceAnswer, difference: Difference): Promise<Difference> {
  const keyed = readAnswerKey(told.key);
  const both = { ...named, recorded: recordedOf(named, keyed.indexName, told.index) };
  const { backend, recorded, tellsHow } = both;
  const { place } = difference;
  // Of scores and texts every document of the answer may be the cause.
  const ids =
    place === undefined
      ? [...new Set([...(told.notes?.hits ?? []).flat(), ...(told.notes?.opened ?? []), ...askedIds(keyed)])]
      : [place.was, place.is].flatMap((id) => id ?? []);
  const why: string[] = [];
  if (named.recorded !== null && recorded === null)
    why.push('the index named as recorded is not the one of this answer');
  for (const id of ids) {
    const [before, now] = await Promise.all([recorded, backend].map((each) => textOf(each, keyed.indexName, id)));
    const cause = textCause(before, now, isAnswered(told, id));
    if (cause !== null) why.push(`${JSON.stringify(id)} ${cause}`);
  }
  if (keyed.kind !== 'search') {
    if (tellsHow && named.recorded === null && ids.length > 0 && why.length === 0)
      why.push('name the recorded index too to be told which document it is');
    return why.length === 0 ? difference : { ...difference, why };
  }
  if (difference.differs === 'refusal') return { ...difference, why };
  return await explainLegs(both, keyed, { told, ids, why }, difference);
}

/** Null where none is named, and where another one is: what that says is not of the answer. */
function recordedOf({ recorded }: Both, indexName: string, indexId: string): SearchBackend | null {
  return recorded?.indexes.some(({ name, id }) => name === indexName && id === indexId) === true ? recorded : null;
}

/** Whether the recorded answer told of a document, so that its index held it. One that was asked for may have been in no index. */
function isAnswered({ notes }: TraceAnswer, id: string): boolean {
  return notes?.opened?.includes(id) === true || notes?.hits?.some((ids) => ids.includes(id)) === true;
}

/** @param before, now its text; null where it is not there, undefined where nobody can be asked */
function textCause(
  before: string | null | undefined,
  now: string | null | undefined,
  wasAnswered: boolean,
): string | null {
  const wasThere = wasAnswered || typeof before === 'string';
  if (now === null) return wasThere ? 'is not in the index that answers now' : null;
  if (before === undefined || before === now) return null;
  return before === null ? 'is not in the recorded index' : 'has another title or text';
}

type SearchKey = Extract<KeyedRequest, { kind: 'search' }>;

interface Texts {
  readonly told: TraceAnswer;
  /** Documents of the difference. */
  readonly ids: readonly string[];
  /** What is known of their texts. */
  readonly why: readonly string[];
}

/** What each leg gave to the documents, then and now: each query is compared with itself, and legs that were asked to the same depth. */
async function explainLegs(
  { backend, recorded, tellsHow }: Both,
  keyed: SearchKey,
  { told, ids, why: texts }: Texts,
  difference: Difference,
): Promise<Difference> {
  const { place, differs } = difference;
  const hasMoved = place !== undefined;
  const { was, is } = await legsOfBoth(backend, recorded, keyed, told);
  const why = [...texts];
  const isBatch = keyed.request.queries.length > 1;
  let moved: MovedLeg | null = null;
  let ofMoved = '';
  let shown = ids;
  for (const [query, now] of (is ?? []).entries()) {
    const before = was?.[query];
    if (before === undefined || (hasMoved && query !== place.query)) continue;
    const hits = [...(told.notes?.hits?.[query] ?? []), ...now.ids.slice(0, keyed.request.k)];
    const both = [...new Set([...ids.filter((id) => hits.includes(id)), ...hits])];
    const isRanked = differs === 'ranking' || differs === 'score';
    const cause = isRanked ? firstMove(before, now.legs, both, hasMoved) : null;
    // Where the legs gave the documents of the place the same, another one has moved what they are compared by.
    if (hasMoved && cause?.id !== undefined && !shown.includes(cause.id)) shown = [...shown, cause.id];
    if (moved === null && cause !== null) {
      moved = cause.leg;
      ofMoved = isBatch ? ` (query ${query + 1})` : '';
    }
    const ofQuery = isBatch ? `query ${query + 1}, ` : '';
    // Of the first place that differs, what stood there: the legs say nothing of what is no hit now.
    if (hasMoved && place.was !== null && now.ids.length > 0 && !now.ids.includes(place.was)) {
      const { offset } = keyed.request;
      const ranks = `${offset === 0 ? 'up' : `from ${offset + 1}`} to ${offset + now.ids.length}`;
      why.push(`${ofQuery}${JSON.stringify(place.was)} has no rank ${ranks} now`);
    }
    for (const id of hasMoved ? shown : both) {
      for (const move of legMoves(before, now.legs, id)) why.push(`${ofQuery}${JSON.stringify(id)}: ${tellMove(move)}`);
    }
  }
  if (tellsHow && recorded === null && was === null && why.length === 0 && keyed.request.unit !== 'passage')
    why.push('name the recorded index too to be told by which leg');
  if (moved !== null) why.unshift(`first moved: ${MOVED_LEG_NAMES[moved]}${ofMoved}`);
  const now = hasMoved ? is?.[place.query]?.legs : undefined;
  if (!hasMoved || now === undefined) return { ...difference, why, ...(moved !== null && { moved }) };
  const then = was?.[place.query];
  const legs = { ...(then !== undefined && { was: only(then, shown) }), is: only(now, shown) };
  return { ...difference, why, legs, ...(moved !== null && { moved }) };
}

function only(legs: LegsById, ids: readonly string[]): LegsById {
  return Object.fromEntries(ids.flatMap((id) => (Object.hasOwn(legs, id) ? [[id, legs[id]]] : [])));
}

/** Of what names documents by their ids; one that is refused has told of none. */
function askedIds(keyed: KeyedRequest): readonly string[] {
  if (keyed.kind === 'links' || keyed.kind === 'original') return [keyed.id];
  return keyed.kind === 'fetch' ? (keyed.request.ids ?? []) : [];
}

/** Title and text as one; null where there is no such document; undefined where nobody can be asked. */
async function textOf(backend: SearchBackend | null, index: string, id: string): Promise<string | null | undefined> {
  if (backend === null) return undefined;
  const key = canonicalFetchKey(index, { ids: [id], offset: 0, maxChars: MAX_FETCH_CHARACTERS }, 'fetch');
  const { documents } = parseAnswer(await backend.answer(key, { deadlineMs: DEADLINE_MS, queries: 1 }));
  const [{ title, text, error }] = documents;
  return error === undefined ? `${title}\n${text}` : null;
}

interface ToldHits {
  /** In the order of their ranks. */
  readonly ids: readonly string[];
  readonly legs: LegsById;
}

/**
 * What each leg gave to the hits of each query. Where the recorded index is at hand both are asked, deeper than the call asked, so that
 * what has left the hits is told of too; else the trace tells, and what answers now is asked as the call asked.
 *
 * @returns null for what nobody tells, and where several hits may be of one document
 */
async function legsOfBoth(
  backend: SearchBackend,
  recorded: SearchBackend | null,
  keyed: SearchKey,
  { notes }: TraceAnswer,
): Promise<{ readonly was: readonly LegsById[] | null; readonly is: readonly ToldHits[] | null }> {
  const { k, unit } = keyed.request;
  if (unit === 'passage') return { was: null, is: null };
  if (recorded === null) return { was: legsNoted(notes), is: await legsOf(backend, keyed, k) };
  for (const depth of [Math.min(MAX_K, k + BEHIND), k]) {
    const [was, is] = await Promise.all([recorded, backend].map((each) => legsOf(each, keyed, depth)));
    if (was !== null && is !== null) return { was: was.map(({ legs }) => legs), is };
  }
  return { was: null, is: null };
}

/** @returns null where it is refused, or nobody says */
async function legsOf(backend: SearchBackend, keyed: SearchKey, k: number): Promise<readonly ToldHits[] | null> {
  const { expand: _, maxChars: __, ...request } = keyed.request;
  const asked = { ...request, k, snippet: false as const, text: false, explain: true };
  const key = treatedKey(canonicalRequestKey(keyed.indexName, asked, true), keyed.treatments);
  const options = { deadlineMs: DEADLINE_MS, queries: asked.queries.length };
  const answer = await backend.answer(key, options).catch(() => null);
  if (answer === null) return null;
  const { results } = parseAnswer(answer) as { readonly results: readonly { readonly hits: readonly Hit[] }[] };
  return results.map(({ hits }) => ({
    ids: hits.map(({ id }) => id),
    legs: Object.fromEntries(hits.flatMap(({ id, explain }) => (explain === undefined ? [] : [[id, explain]]))),
  }));
}

function tellMove({ leg, was, is }: LegMove): string {
  const tell = ({ rank, score }: NonNullable<LegMove['is']>): string => `gave it rank ${rank} and score ${score}`;
  if (is === null) return `${leg} ${was && tell(was)}, and now no rank so high`;
  return was === null
    ? `${leg} gave it no rank so high, and now ${tell(is)}`
    : `${leg} ${tell(was)}, and now ${tell(is)}`;
}
