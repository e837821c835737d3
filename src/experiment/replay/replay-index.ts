/** Index directories as what a trace is replayed against: keys are answered anew, at once and in any order. */
import { type KeyedRequest, readAnswerKey, treatedKey } from '../../contract/answer-key.ts';
import { canonicalFetchKey, canonicalRequestKey } from '../../contract/request-key.ts';
import type { Hit, LegExplanation } from '../../contract/search.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_FETCH_CHARACTERS, MAX_K } from '../../limits.ts';
import type { SearchBackend } from '../../serving/search-backend.ts';
import { parseAnswer, type WrittenAnswer } from '../../serving/written-answer.ts';
import type { TraceAnswer } from '../trace/trace-line.ts';
import type { Difference, Replayed } from './answer-difference.ts';
import { firstMovedLeg, type LegsById, legsNoted, MOVED_LEG_NAMES, type MovedLeg } from './moved-leg.ts';
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
async function explain(
  { backend, recorded, tellsHow }: Both,
  told: TraceAnswer,
  difference: Difference,
): Promise<Difference> {
  const keyed = readAnswerKey(told.key);
  const { place } = difference;
  // Of scores and texts every document of the answer may be the cause.
  const ids =
    place === undefined
      ? [...new Set([...(told.notes?.hits ?? []).flat(), ...(told.notes?.opened ?? []), ...askedIds(keyed)])]
      : [place.was, place.is].flatMap((id) => id ?? []);
  const why: string[] = [];
  for (const id of ids) {
    const [before, now] = await Promise.all([recorded, backend].map((each) => textOf(each, keyed.indexName, id)));
    const named = JSON.stringify(id);
    if (now === null) why.push(`${named} is not in the index that answers now`);
    else if (before === null) why.push(`${named} is not in the recorded index`);
    else if (before !== undefined && before !== now) why.push(`${named} has another title or text`);
  }
  if (keyed.kind !== 'search') {
    if (tellsHow && recorded === null && ids.length > 0 && why.length === 0)
      why.push('name the recorded index too to be told which document it is');
    return why.length === 0 ? difference : { ...difference, why };
  }
  const query = place?.query ?? null;
  const [asked, is] = await Promise.all([recorded, backend].map((each) => legsOf(each, keyed, query)));
  const was = asked ?? legsNoted(told.notes, query) ?? undefined;
  // What the trace tells of one side alone may stand behind the hits of the other.
  const isTold = (id: string): boolean => asked !== undefined || (was?.[id] !== undefined && is?.[id] !== undefined);
  if (was !== undefined && is !== undefined)
    why.push(...ids.filter(isTold).flatMap((id) => movedLegs(id, was[id], is[id])));
  if (tellsHow && was === undefined && why.length === 0)
    why.push('name the recorded index too to be told by which leg');
  if (is === undefined) return { ...difference, why };
  const ofPlace = { ...(was !== undefined && { was: only(was, ids) }), is: only(is, ids) };
  const moved = was === undefined ? null : causeOf(difference, was, is, ids);
  if (moved !== null) why.unshift(`first moved: ${MOVED_LEG_NAMES[moved]}`);
  return { ...difference, why, ...(place !== undefined && { legs: ofPlace }), ...(moved !== null && { moved }) };
}

/** Of the documents of the place first. Where the legs gave those the same, another document may have moved what they are compared by. */
function causeOf({ differs, place }: Difference, was: LegsById, is: LegsById, ids: readonly string[]): MovedLeg | null {
  if (differs !== 'ranking' && differs !== 'score') return null;
  const hasMoved = place !== undefined;
  const moved = firstMovedLeg(only(was, ids), only(is, ids), hasMoved);
  return moved === 'bm25' || moved === 'dense' ? moved : (firstMovedLeg(was, is, hasMoved) ?? moved);
}

function only(legs: LegsById, ids: readonly string[]): LegsById {
  return Object.fromEntries(ids.flatMap((id) => (legs[id] === undefined ? [] : [[id, legs[id]]])));
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

/** What each leg says of the hits of a query, or of all; undefined where nobody can be asked, or nobody says. */
async function legsOf(
  backend: SearchBackend | null,
  keyed: Extract<KeyedRequest, { kind: 'search' }>,
  query: number | null,
): Promise<LegsById | undefined> {
  if (backend === null) return undefined;
  const { expand: _, maxChars: __, ...request } = keyed.request;
  const ask = async (k: number): Promise<WrittenAnswer | null> => {
    const asked = { ...request, k, snippet: false as const, text: false, explain: true };
    const key = treatedKey(canonicalRequestKey(keyed.indexName, asked, true), keyed.treatments);
    const options = { deadlineMs: DEADLINE_MS, queries: asked.queries.length };
    return await backend.answer(key, options).catch(() => null);
  };
  // What has left the hits is told of too, where it stands close behind them.
  const answer = (await ask(Math.min(MAX_K, request.k + BEHIND))) ?? (await ask(request.k));
  if (answer === null) return undefined;
  const { results } = parseAnswer(answer) as { readonly results: readonly { readonly hits: readonly Hit[] }[] };
  const legs: Record<string, readonly LegExplanation[]> = {};
  const asked = query === null ? results : [results[query]];
  for (const { id, explain: told } of asked.flatMap((result) => result?.hits ?? [])) {
    if (told !== undefined) legs[id] ??= told;
  }
  return legs;
}

/** In the order of the legs. */
function movedLegs(id: string, was: readonly LegExplanation[] = [], is: readonly LegExplanation[] = []): string[] {
  const names = [...new Set([...was, ...is].map(({ leg }) => leg))];
  return names.flatMap((name) => {
    const [before, now] = [was, is].map((legs) => legs.find(({ leg }) => leg === name));
    if (before?.rank === now?.rank && before?.score === now?.score) return [];
    return [`${JSON.stringify(id)}: ${name} ${tellLeg(before)}, and now ${tellLeg(now)}`];
  });
}

function tellLeg(leg: LegExplanation | undefined): string {
  return leg?.rank === undefined ? 'did not find it' : `gave it rank ${leg.rank} and score ${leg.score}`;
}
