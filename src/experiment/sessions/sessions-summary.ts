import { type Quantiles, quantilesOf } from './quantiles.ts';
import { REFORMULATIONS, type Reformulation } from './reformulation.ts';
import { EVENT_KINDS, type EventKind } from './session-event.ts';
import type { SessionMeasures } from './session-measures.ts';
import { type QueryPosition, type RecallStep, StepCurves, type StepPosition } from './step-curves.ts';

/** The sessions of one or more logs together. Shares are of 0 … 1, and null where there is nothing to have a share of. */
export interface SessionsSummary {
  readonly sessions: number;
  readonly steps: number;
  readonly events: Readonly<Record<EventKind, number>>;
  readonly stepsPerSession: Quantiles | null;
  /** Of the sessions with two steps or more: how many have ten at most. */
  readonly multiStep: { readonly sessions: number; readonly upToTenSteps: number | null };
  /** Milliseconds; of sessions whose times are known. */
  readonly durationMs: Quantiles | null;
  readonly gapMs: Quantiles | null;
  /** Of the gaps between steps, those below a minute. */
  readonly gapsBelowMinute: number | null;
  readonly queries: {
    readonly count: number;
    readonly perSession: Quantiles | null;
    readonly terms: Quantiles | null;
    /** Queries with one before them in their session: what the shares below are of. */
    readonly later: number;
    /** Of these: same text as an earlier one; same terms as an earlier one. */
    readonly repeatedText: number | null;
    readonly repeated: number | null;
    readonly reformulations: Readonly<Record<Reformulation, number>>;
  };
  /** Null where no evidence is known. */
  readonly adoption: {
    readonly queries: number;
    readonly introduced: number;
    readonly adopted: number;
    readonly adoptedFromLast: number;
    /** CTAR: `adopted` of `introduced`. */
    readonly rate: number | null;
    readonly rateFromLast: number | null;
    /** Mean of the rates of the sessions that have one. */
    readonly sessionMean: number | null;
  } | null;
  readonly documents: {
    readonly named: number;
    /** In its session each once. */
    readonly distinct: number;
    readonly opened: number;
    /** Of those opened, what had been open before. */
    readonly reopened: number | null;
  };
  /** Null where no log tells them. */
  readonly budget: { readonly tokens: Quantiles | null; readonly bytes: Quantiles | null; readonly errors: number };
  /** Over the sessions that are judged; null where none is. */
  readonly recall: {
    readonly sessions: number;
    readonly relevant: number;
    /** Means over the sessions of the share of what is relevant, at their ends. */
    readonly retrieved: number;
    readonly opened: number;
    readonly bySteps: readonly RecallStep[];
  } | null;
  /** By how manieth query of its session it is, from the first, as far as `CURVE_STEPS`. */
  readonly byQuery: readonly QueryPosition[];
  /** By steps from the first, as far as `CURVE_STEPS`. */
  readonly byStep: readonly StepPosition[];
  /** How many sessions have so many steps, ascending. */
  readonly stepCounts: readonly (readonly [steps: number, sessions: number])[];
  /** How many gaps are below each of `GAP_BOUNDS_MS`, and not below the one before; the last are the others. */
  readonly gapCounts: readonly number[];
}

/** A second, five, fifteen, a minute, five, half an hour: what tells a program from a person. */
export const GAP_BOUNDS_MS = [1000, 5000, 15_000, 60_000, 300_000, 1_800_000] as const;
const MINUTE_MS = 60_000;
const TEN_STEPS = 10;
/** Shares are added up in billionths, so that sums are exact and the order of sessions decides nothing. */
const UNITS = 1e9;

/** Sums up sessions one at a time; nothing of a session is kept but numbers. */
export class SummaryBuilder {
  readonly #steps: number[] = [];
  readonly #durations: number[] = [];
  readonly #gaps: number[] = [];
  readonly #queryCounts: number[] = [];
  readonly #termCounts: number[] = [];
  readonly #tokens: number[] = [];
  readonly #bytes: number[] = [];
  readonly #curves = new StepCurves();
  readonly #events = zeros(EVENT_KINDS);
  readonly #reformulations = zeros(REFORMULATIONS);
  #repeatedText = 0;
  #repeated = 0;
  readonly #documents = { named: 0, distinct: 0, opened: 0, reopened: 0 };
  readonly #adoption = { queries: 0, introduced: 0, adopted: 0, adoptedFromLast: 0 };
  readonly #sessionRates: number[] = [];
  #errors = 0;

  add(session: SessionMeasures): void {
    this.#steps.push(session.steps.length);
    if (session.durationMs !== null) this.#durations.push(session.durationMs);
    for (const gap of session.gapsMs) this.#gaps.push(gap);
    for (const kind of EVENT_KINDS) this.#events[kind] += session.events[kind];
    this.#documents.named += session.documents;
    this.#documents.distinct += session.distinctDocuments;
    this.#documents.opened += session.opened;
    this.#documents.reopened += session.reopened;
    if (session.tokens !== null) this.#tokens.push(session.tokens);
    if (session.bytes !== null) this.#bytes.push(session.bytes);
    this.#errors += session.errors;
    this.#addQueries(session);
    this.#curves.add(session);
  }

  #addQueries({ queries }: SessionMeasures): void {
    if (queries.length > 0) this.#queryCounts.push(queries.length);
    let [introduced, adopted] = [0, 0];
    for (const { terms, reformulation, isRepeatedText, isRepeated, adoption } of queries) {
      this.#termCounts.push(terms);
      if (reformulation !== null) this.#reformulations[reformulation]++;
      if (isRepeatedText) this.#repeatedText++;
      if (isRepeated) this.#repeated++;
      if (adoption === null) continue;
      this.#adoption.queries++;
      this.#adoption.introduced += adoption.introduced;
      this.#adoption.adopted += adoption.adopted;
      this.#adoption.adoptedFromLast += adoption.adoptedFromLast;
      introduced += adoption.introduced;
      adopted += adoption.adopted;
    }
    if (introduced > 0) this.#sessionRates.push(adopted / introduced);
  }

  finish(): SessionsSummary {
    const multi = this.#steps.filter((steps) => steps > 1);
    const later = this.#termCounts.length - this.#queryCounts.length;
    const { introduced, adopted, adoptedFromLast } = this.#adoption;
    return {
      sessions: this.#steps.length,
      steps: this.#steps.reduce((sum, steps) => sum + steps, 0),
      events: this.#events,
      stepsPerSession: quantilesOf(this.#steps),
      multiStep: {
        sessions: multi.length,
        upToTenSteps: share(multi.filter((steps) => steps <= TEN_STEPS).length, multi.length),
      },
      durationMs: quantilesOf(this.#durations),
      gapMs: quantilesOf(this.#gaps),
      gapsBelowMinute: share(this.#gaps.filter((gap) => gap < MINUTE_MS).length, this.#gaps.length),
      queries: {
        count: this.#termCounts.length,
        perSession: quantilesOf(this.#queryCounts),
        terms: quantilesOf(this.#termCounts),
        later,
        repeatedText: share(this.#repeatedText, later),
        repeated: share(this.#repeated, later),
        reformulations: this.#reformulations,
      },
      adoption:
        this.#adoption.queries === 0
          ? null
          : {
              ...this.#adoption,
              rate: share(adopted, introduced),
              rateFromLast: share(adoptedFromLast, introduced),
              sessionMean: meanShare(this.#sessionRates),
            },
      documents: { ...this.#documents, reopened: share(this.#documents.reopened, this.#documents.opened) },
      budget: { tokens: quantilesOf(this.#tokens), bytes: quantilesOf(this.#bytes), errors: this.#errors },
      recall: this.#curves.recall(),
      byQuery: this.#curves.byQuery(),
      byStep: this.#curves.byStep(),
      stepCounts: countEach(this.#steps),
      gapCounts: countBelow(this.#gaps),
    };
  }
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}

/** Null of nothing. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Null of none. */
function meanShare(shares: readonly number[]): number | null {
  const sum = shares.reduce((total, each) => total + Math.round(each * UNITS), 0);
  return shares.length === 0 ? null : sum / shares.length / UNITS;
}

function countEach(values: readonly number[]): [value: number, count: number][] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([left], [right]) => left - right);
}

function countBelow(gaps: readonly number[]): number[] {
  const counts = new Array<number>(GAP_BOUNDS_MS.length + 1).fill(0);
  for (const gap of gaps) {
    const bound = GAP_BOUNDS_MS.findIndex((each) => gap < each);
    counts[bound === -1 ? GAP_BOUNDS_MS.length : bound]++;
  }
  return counts;
}
