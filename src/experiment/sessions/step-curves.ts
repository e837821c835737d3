import type { SessionMeasures } from './session-measures.ts';

/** Queries and steps of a session that are told one by one; longer sessions count in the sums alone. */
export const CURVE_STEPS = 50;
/** Shares are added up in billionths, so that sums are exact and the order of sessions decides nothing. */
const UNITS = 1e9;

/** All queries that are the same how manieth of their sessions. */
export interface QueryPosition {
  /** From 1. */
  readonly query: number;
  /** Sessions that have so many queries. */
  readonly sessions: number;
  readonly repeated: number;
  readonly introduced: number;
  readonly adopted: number;
  readonly adoptedFromLast: number;
}

/** All steps that are the same how manieth of their sessions. */
export interface StepPosition {
  /** From 1. */
  readonly step: number;
  /** Sessions that have so many steps. */
  readonly sessions: number;
  readonly opened: number;
  /** Of those opened, what had been open before. */
  readonly reopened: number;
  /** Steps that went back. */
  readonly back: number;
}

/** Means over all judged sessions of the share of what is relevant that is found by so many steps; a session that has ended stays as it is. */
export interface RecallStep {
  readonly step: number;
  readonly retrieved: number;
  readonly opened: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What happens as sessions go on. */
export class StepCurves {
  readonly #queries: Mutable<QueryPosition>[] = [];
  readonly #steps: Mutable<StepPosition>[] = [];
  readonly #retrieved = new Float64Array(CURVE_STEPS);
  readonly #opened = new Float64Array(CURVE_STEPS);
  #longest = 0;
  #judged = 0;
  #relevant = 0;
  #retrievedAtEnd = 0;
  #openedAtEnd = 0;

  add({ steps, queries, recall }: SessionMeasures): void {
    for (const [i, { opened, reopened, isBack }] of steps.slice(0, CURVE_STEPS).entries()) {
      this.#steps[i] ??= { step: i + 1, sessions: 0, opened: 0, reopened: 0, back: 0 };
      const position = this.#steps[i];
      position.sessions++;
      position.opened += opened;
      position.reopened += reopened;
      if (isBack) position.back++;
    }
    for (const [i, { isRepeated, adoption }] of queries.slice(0, CURVE_STEPS).entries()) {
      this.#queries[i] ??= { query: i + 1, sessions: 0, repeated: 0, introduced: 0, adopted: 0, adoptedFromLast: 0 };
      const position = this.#queries[i];
      position.sessions++;
      if (isRepeated) position.repeated++;
      position.introduced += adoption?.introduced ?? 0;
      position.adopted += adoption?.adopted ?? 0;
      position.adoptedFromLast += adoption?.adoptedFromLast ?? 0;
    }
    if (recall === null) return;
    const { relevant, retrieved, opened } = recall;
    const shareAt = (counts: readonly number[], step: number) =>
      Math.round((counts[Math.min(step, counts.length - 1)] / relevant) * UNITS);
    this.#judged++;
    this.#relevant += relevant;
    this.#longest = Math.min(CURVE_STEPS, Math.max(this.#longest, retrieved.length));
    for (let step = 0; step < CURVE_STEPS; step++) {
      this.#retrieved[step] += shareAt(retrieved, step);
      this.#opened[step] += shareAt(opened, step);
    }
    this.#retrievedAtEnd += shareAt(retrieved, retrieved.length);
    this.#openedAtEnd += shareAt(opened, opened.length);
  }

  byQuery(): QueryPosition[] {
    return this.#queries;
  }

  byStep(): StepPosition[] {
    return this.#steps;
  }

  /** Null where no session is judged. */
  recall(): {
    sessions: number;
    relevant: number;
    retrieved: number;
    opened: number;
    bySteps: RecallStep[];
  } | null {
    if (this.#judged === 0) return null;
    const mean = (sum: number) => sum / this.#judged / UNITS;
    return {
      sessions: this.#judged,
      relevant: this.#relevant,
      retrieved: mean(this.#retrievedAtEnd),
      opened: mean(this.#openedAtEnd),
      bySteps: Array.from({ length: this.#longest }, (_, i) => ({
        step: i + 1,
        retrieved: mean(this.#retrieved[i]),
        opened: mean(this.#opened[i]),
      })),
    };
  }
}
