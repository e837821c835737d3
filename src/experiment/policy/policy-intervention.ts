/** The policies of sessions: what was seen is marked or left out, a repeated query is told, an answer is held to a budget. */
import type { ChosenTreatment } from '../../contract/answer-key.ts';
import type { Asked } from '../../contract/asked.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_DEPTH } from '../../limits.ts';
import type { AskBefore, Intervention, Plan, PlannedCall } from '../intervention.ts';
import type { Session } from '../session-book.ts';
import { TOKEN_BUDGET } from './budget-treatment.ts';
import { listNames, queryWords } from './query-names.ts';
import type { SaidInto } from './said-text.ts';
import { CHOSEN_HITS, MARKED_HITS, SEARCH_NOTES } from './seen-treatment.ts';
import { readPolicy, type SessionPolicy, SessionsSchema } from './session-policy.ts';

export { SessionsSchema };

type Search = Extract<Asked, { readonly kind: 'search' }>;

/** Steps at which a session first asked something, by digests of what. */
interface Memory {
  readonly lists: Map<string, number>;
  readonly words: Map<string, number>;
}

/** What a session has seen is that of its answers before this step. */
interface Past {
  readonly session: Session;
  readonly step: number;
  readonly index: string;
}

export function sessionPoliciesOf(usual: SessionPolicy): Intervention[] {
  return [new PolicyIntervention(usual)];
}

class PolicyIntervention implements Intervention {
  readonly name = 'sessions';
  readonly declarable = ['policy'] as const;
  readonly #usual: SessionPolicy;

  constructor(usual: SessionPolicy) {
    this.#usual = usual;
  }

  plan(call: PlannedCall): Plan | null {
    const { declared, session, step, asked, door, index, pageOffset } = call;
    const policy = declared.policy === undefined ? this.#usual : readPolicy(declared.policy, this.#usual);
    if (declared.policy !== undefined && session === null && needsPast(policy)) {
      throw new StillwebError('INVALID_REQUEST', 'the policy is that of a session, and the call names none', {
        fields: ['session', 'policy'],
      });
    }
    const into: SaidInto = isNative(door) ? 'member' : 'text';
    const behind: ChosenTreatment[] = [];
    let settle: Plan['settle'];
    if (session !== null && step !== null && asked.kind === 'search') {
      const memory = session.memory<Memory>(this.name, () => ({ lists: new Map(), words: new Map() }));
      // All of it is remembered whatever the policy is: another call may have another one.
      const firstAsked = listNames(index, asked.request).map((name) => remember(memory.lists, name, step));
      const repeated = queryWords(index, asked.request.queries, pageOffset ?? asked.request.offset).map((words) =>
        remember(memory.words, words, step),
      );
      const past: Past = { session, step, index: index.name };
      if (policy.repeated === 'warn') behind.push(...notesOf(repeated, step));
      if (policy.seen === 'remove') settle = (ask) => leaveOut(asked, past, firstAsked, ask);
      if (policy.seen === 'mark') settle = (ask) => mark(asked, past, into, ask);
    }
    if (policy.budget !== undefined) {
      behind.push({ name: TOKEN_BUDGET.name, parameters: { tokens: policy.budget, into } });
    }
    if (settle === undefined) return behind.length === 0 ? null : { treatments: behind };
    const chosen = settle;
    return { settle: async (ask) => [...(await chosen(ask)), ...behind] };
  }
}

function needsPast({ seen, repeated }: SessionPolicy): boolean {
  return seen !== undefined || repeated !== undefined;
}

/** Callers of the native API, over HTTP or in a program, read members of their own. */
function isNative(door: string | null): boolean {
  return door === null || door.startsWith('/v1/');
}

/** @returns the step that first had it; this one where it is new */
function remember(steps: Map<string, number>, name: string, step: number): number {
  const known = steps.get(name);
  if (known !== undefined) return known;
  steps.set(name, step);
  return step;
}

function notesOf(firstSteps: readonly number[], step: number): ChosenTreatment[] {
  if (firstSteps.every((first) => first === step)) return [];
  const notes = firstSteps.map((first) =>
    first === step ? [] : [`these words were asked before, at step ${first} of this session`],
  );
  return [{ name: SEARCH_NOTES.name, parameters: { notes } }];
}

async function mark(asked: Search, past: Past, into: SaidInto, ask: AskBefore): Promise<ChosenTreatment[]> {
  const { hits = [] } = await ask(namesOnly(asked, asked.request.offset, asked.request.k));
  const steps = hits.map((ids) =>
    ids.flatMap((id, i) => {
      const step = past.session.firstSeen(past.index, id);
      return step === undefined || step >= past.step ? [] : [[i + 1, step] as const];
    }),
  );
  if (steps.every((some) => some.length === 0)) return [];
  return [{ name: MARKED_HITS.name, parameters: { steps, into } }];
}

/**
 * What was seen before this list was first asked for is left out of it: so its pages join, and it stays the same list when it is asked
 * for again. The plain list is asked for as deep as it takes; which of its ranks are shown stands in the key.
 */
async function leaveOut(
  asked: Search,
  past: Past,
  firstAsked: readonly number[],
  ask: AskBefore,
): Promise<ChosenTreatment[]> {
  const { offset, k } = asked.request;
  const needed = offset + k;
  for (let depth = needed; ; depth = Math.min(2 * depth, MAX_DEPTH)) {
    const { hits = [] } = await ask(namesOnly(asked, 0, depth));
    const kept = hits.map((ids, query) => {
      const isSeen = (id: string): boolean => (past.session.firstSeen(past.index, id) ?? past.step) < firstAsked[query];
      return ids.flatMap((id, i) => (isSeen(id) ? [] : [i + 1]));
    });
    const isEnough = kept.every((ranks, query) => ranks.length >= needed || hits[query].length < depth);
    if (!isEnough && depth < MAX_DEPTH) continue;
    // Of ascending ranks the last one says whether one is missing.
    const isPlain = kept.every((ranks, query) => {
      const shown = Math.min(needed, hits[query].length);
      return shown === 0 || ranks[shown - 1] === shown;
    });
    if (isPlain) return [];
    return [{ name: CHOSEN_HITS.name, parameters: { ranks: kept.map((ranks) => ranks.slice(offset, needed)) } }];
  }
}

/** The same ranking, of which the ids are wanted alone. */
function namesOnly(asked: Search, offset: number, k: number): Search {
  const { expand: _, fields: __, ...request } = asked.request;
  return { ...asked, request: { ...request, offset, k, snippet: false, text: false, explain: false } };
}
