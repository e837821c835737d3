/** One experiment: every call of every door passes through it, is numbered, treated and recorded, and is then answered. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ChosenTreatment } from '../contract/answer-key.ts';
import type { Asked } from '../contract/asked.ts';
import { noPerturbation } from '../contract/perturb-header.ts';
import { StillwebError } from '../errors.ts';
import { MAX_SESSION_BYTES } from '../limits.ts';
import type { CallRecord, SentRequest } from '../serving/call-record.ts';
import type { AskUnder, ComingCall, ConductedCall, Conductor, Declarable, ShownHits } from '../serving/conductor.ts';
import type { SearchBackend, ServedIndex } from '../serving/search-backend.ts';
import type { AnswerNotes } from '../serving/written-answer.ts';
import { findDocuments } from './find-documents.ts';
import type { FindDocuments, Intervention, Plan, PlannedCall } from './intervention.ts';
import { type Session, SessionBook } from './session-book.ts';
import type { RecordedCall, TraceRecorder } from './trace/trace-recorder.ts';

export interface ExperimentOptions {
  /** Where calls are recorded; null for nowhere. */
  readonly recorder: TraceRecorder | null;
  /** Each sees the call as the one before it left it. */
  readonly interventions?: readonly Intervention[];
  /** What is done when all that was recorded is kept. */
  readonly onClosed?: () => Promise<void>;
}

/** A request under way: its place in a session, and whether a question of it was recorded. */
interface RequestState {
  readonly session: Session | null;
  readonly step: number | null;
  readonly startedMs: number;
  /** Errors that are recorded already. */
  told?: Set<unknown>;
}

/** What the interventions have decided of a call, all of them in their order. */
interface Decided {
  readonly asked: Asked;
  readonly chosen: readonly (ChosenTreatment | NonNullable<Plan['settle']>)[];
  readonly planned: readonly (readonly [Intervention, PlannedCall])[];
  readonly waitMs: number;
  readonly refusal: StillwebError | null;
}

const UNTREATED: readonly ChosenTreatment[] = [];

export class Experiment implements Conductor {
  readonly sessions = new SessionBook();
  readonly declarable: ReadonlySet<Declarable>;
  readonly #recorder: TraceRecorder | null;
  readonly #interventions: readonly Intervention[];
  readonly #onClosed: () => Promise<void>;
  /** What was begun beside the answers. */
  #beside: Promise<unknown> = Promise.resolve();

  constructor({ recorder, interventions = [], onClosed = async () => {} }: ExperimentOptions) {
    this.#onClosed = onClosed;
    this.#recorder = recorder;
    this.#interventions = interventions;
    this.declarable = new Set(interventions.flatMap(({ declarable = [] }) => declarable));
  }

  get shownTrace(): string | null {
    return this.#interventions.length > 0 ? null : (this.#recorder?.path ?? null);
  }

  /** Before a backend is served: what the interventions need of its indexes is looked up. @returns what an operator should know @throws StillwebError EXPERIMENT_INVALID */
  async learn(backend: SearchBackend): Promise<string[]> {
    const notes: string[] = [];
    const findIn =
      (index: ServedIndex): FindDocuments =>
      (names) =>
        findDocuments(backend, index, names);
    const checked = backend.indexes.map((index) => ({ name: index.name, find: findIn(index) }));
    for (const each of this.#interventions) await each.check?.(checked);
    for (const index of backend.indexes) {
      const find = findIn(index);
      for (const each of this.#interventions) notes.push(...((await each.learn?.(index, find)) ?? []));
    }
    return notes;
  }

  serve(indexes: readonly ServedIndex[]): void {
    this.#follow(this.#recorder?.serve(indexes));
  }

  open(coming: ComingCall): ConductedCall {
    const startedMs = performance.now();
    const { perturb = null } = coming.record;
    if (perturb !== null && !this.#interventions.some(({ takesRequests }) => takesRequests)) throw noPerturbation();
    const state = this.#stateOf(coming.record, coming.asked, startedMs);
    const { asked, chosen, planned, waitMs, refusal } = this.#decide(coming, state);
    let treatments = chosen.length === 0 ? UNTREATED : chosen.filter((each) => typeof each === 'object');
    return {
      asked,
      treatments,
      begin: waitMs > 0 || refusal !== null ? () => begin(waitMs, refusal) : undefined,
      settle:
        treatments.length === chosen.length
          ? undefined
          : async (ask) => {
              treatments = await settleAll(chosen, ask);
              return treatments;
            },
      known: (key) => this.#recorder?.known(coming.index.id, key),
      end: (key, outcome) => {
        const shown = 'shown' in outcome ? outcome.shown : undefined;
        if ('answer' in outcome) {
          const { notes = {} } = outcome.answer;
          if (planned.length > 0) this.#note(planned, shown === undefined ? notes : { ...notes, hits: shown.hits });
        } else this.#fail(state, outcome.error, refusal);
        if (this.#recorder === null || coming.record.isUnrecorded === true) return Promise.resolve();
        const call = recordedCall(coming, state, treatments, shown, performance.now() - startedMs);
        return this.#recorder.add(call, key, outcome);
      },
    };
  }

  async refuse(record: CallRecord, error: unknown): Promise<void> {
    if (record.isUnrecorded === true) return;
    const state = record.conducted as RequestState | undefined;
    // The error of one index of several is told with its name.
    if (state?.told?.has(error) === true || state?.told?.has((error as Partial<Error>)?.cause) === true) return;
    const { index, asked, requestId: request, door = null, sent } = record;
    const call: RecordedCall = {
      ms: state === undefined ? 0 : performance.now() - state.startedMs,
      ...{ request, door, sent },
      session: asked?.session ?? record.session ?? sentSession(sent),
      step: state?.step ?? null,
      kind: asked?.kind ?? null,
      index,
      asked: asked === null ? null : canonicalPart(asked),
    };
    await this.#recorder?.add(call, null, { error });
  }

  async close(): Promise<void> {
    await this.#beside;
    await this.#recorder?.close();
    await this.#onClosed();
  }

  #decide({ index, asked: came, record, isAside, joint }: ComingCall, { session, step }: RequestState): Decided {
    if (this.#interventions.length === 0) {
      return { asked: came, chosen: UNTREATED, planned: [], waitMs: 0, refusal: null };
    }
    let asked = came;
    let waitMs = 0;
    let refusal: StillwebError | null = null;
    const chosen: (ChosenTreatment | NonNullable<Plan['settle']>)[] = [];
    const planned: [Intervention, PlannedCall][] = [];
    for (const intervention of this.#interventions) {
      const { declared, door = null, perturb = null } = record;
      const call: PlannedCall = {
        ...{ index, asked, session, step, isAside, door, perturb },
        declared: declared ?? {},
        pageOffset: joint?.offset,
      };
      const plan = intervention.plan(call);
      planned.push([intervention, call]);
      if (plan === null) continue;
      asked = plan.asked ?? asked;
      chosen.push(...(plan.treatments ?? []));
      if (plan.settle !== undefined) chosen.push(plan.settle);
      waitMs += plan.waitMs ?? 0;
      refusal ??= plan.refusal ?? null;
    }
    return { asked, chosen, planned, waitMs, refusal };
  }

  /** The session knows only what its caller was shown: an aside is shown in part, if at all. */
  #note(planned: readonly (readonly [Intervention, PlannedCall])[], notes: AnswerNotes): void {
    const [first] = planned;
    for (const [intervention, call] of planned) intervention.after?.(call, notes);
    if (first === undefined) return;
    const [, { session, step, index, isAside }] = first;
    if (!isAside && session !== null && step !== null) session.note(index.name, notes, step);
  }

  /** What only waiting mends came of the load, and is no step: the caller asks again, and is to find the session as it was. */
  #fail(state: RequestState, error: unknown, meant: StillwebError | null): void {
    const { session, step } = state;
    state.told ??= new Set();
    state.told.add(error);
    const isChance = !(error instanceof StillwebError) || error.entry.retry === 'later';
    if (isChance && error !== meant && session !== null && session.steps === step) session.steps--;
  }

  /** One request is one step, whatever it asks; one that comes to no question is none. */
  #stateOf(record: CallRecord, asked: Asked, startedMs: number): RequestState {
    if (record.conducted !== undefined) return record.conducted as RequestState;
    const name = asked.session ?? record.session ?? null;
    const session = name === null ? null : this.sessions.find(name);
    if (session !== null) session.steps++;
    const state: RequestState = { session, step: session?.steps ?? null, startedMs };
    record.conducted = state;
    return state;
  }

  /** What fails beside an answer is counted by the recorder, and is told with the next answer that it fails for. */
  #follow(work: Promise<void> | undefined): void {
    if (work !== undefined) this.#beside = Promise.all([this.#beside, work.catch(() => {})]);
  }
}

async function begin(waitMs: number, refusal: StillwebError | null): Promise<void> {
  if (waitMs > 0) await wait(waitMs);
  if (refusal !== null) throw refusal;
}

function recordedCall(
  { index, asked, record, isAside, joint }: ComingCall,
  { session, step }: RequestState,
  treatments: readonly ChosenTreatment[],
  shown: ShownHits | undefined,
  ms: number,
): RecordedCall {
  return {
    ms,
    request: record.requestId,
    session: session?.name ?? null,
    step,
    aside: isAside ? true : undefined,
    door: record.door ?? null,
    kind: asked.kind,
    index,
    asked: canonicalPart(asked),
    context: asked.kind === 'search' ? asked.context : undefined,
    declared: record.declared ?? undefined,
    treated: treatments.length === 0 ? undefined : treatments.map(({ name }) => name),
    joint: joint === undefined ? undefined : { place: joint.place, ranks: shown?.ranks },
    sent: isAside ? undefined : record.sent,
  };
}

/** In their order: whoever chooses late sees what those before it have done. */
async function settleAll(
  chosen: readonly (ChosenTreatment | NonNullable<Plan['settle']>)[],
  ask: AskUnder,
): Promise<ChosenTreatment[]> {
  const treatments: ChosenTreatment[] = [];
  for (const each of chosen) {
    if (typeof each === 'object') treatments.push(each);
    else {
      const before = [...treatments];
      treatments.push(...(await each(async (other) => (await ask(other, before)).notes ?? {})));
    }
  }
  return treatments;
}

/** What a request that could not be read calls its session; null where that cannot be read either. */
function sentSession(sent: CallRecord['sent']): string | null {
  const { body } = (sent === undefined ? {} : JSON.parse(sent)) as Partial<SentRequest>;
  const { session } = (body ?? {}) as { readonly session?: unknown };
  return typeof session === 'string' && Buffer.byteLength(session) <= MAX_SESSION_BYTES ? session : null;
}

/** Without what stands in members of its own, in the form in which equal requests are equal. */
function canonicalPart(asked: Asked): unknown {
  if ('request' in asked) return asked.request;
  return { id: asked.id };
}
