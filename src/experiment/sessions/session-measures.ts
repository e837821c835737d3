import type { Qrels } from '../../evaluation/qrels-file.ts';
import type { Evidence } from './evidence.ts';
import { type EvidenceRecall, measureRecall } from './evidence-recall.ts';
import type { QueryTerms, TermSets } from './query-terms.ts';
import { classifyReformulation, type Reformulation } from './reformulation.ts';
import type { Session } from './session-boundaries.ts';
import { EVENT_KINDS, type EventKind } from './session-event.ts';
import { type Adoption, TermAdoption } from './term-adoption.ts';

/** What is told of one query of a session. */
export interface QueryMeasures {
  /** Distinct terms. */
  readonly terms: number;
  /** Null for the first of the session. */
  readonly reformulation: Reformulation | null;
  /** An earlier query of the session was the same text. */
  readonly isRepeatedText: boolean;
  /** An earlier one had the same terms. */
  readonly isRepeated: boolean;
  readonly adoption: Adoption | null;
}

/** What is told of one step. */
export interface StepMeasures {
  readonly opened: number;
  readonly reopened: number;
  /** Whether it went back to the page before. */
  readonly isBack: boolean;
}

export interface SessionMeasures {
  readonly name: string;
  readonly startMs: number | null;
  /** From the earliest call to the latest, or as the log says. */
  readonly durationMs: number | null;
  /** Between steps that follow each other, where both times are known. */
  readonly gapsMs: readonly number[];
  readonly steps: readonly StepMeasures[];
  readonly events: Readonly<Record<EventKind, number>>;
  readonly queries: readonly QueryMeasures[];
  /** Documents that answers named, each as often as it was named, and each once. */
  readonly documents: number;
  readonly distinctDocuments: number;
  /** Documents that were opened, each as often as it was, and how often one that had been open before. */
  readonly opened: number;
  readonly reopened: number;
  /** Null where no event tells them. */
  readonly tokens: number | null;
  readonly bytes: number | null;
  readonly errors: number;
  /** Null where the session is not judged. */
  readonly recall: EvidenceRecall | null;
}

export interface MeasuringTools {
  readonly terms: TermSets;
  /** Null where documents are known by what the log shows of them alone. */
  readonly evidence: Evidence | null;
  readonly qrels: Qrels | null;
}

/** Measures one session. Takes time linear in its events and what they brought. @throws StillwebError as the evidence may */
export function measureSession(session: Session, { terms, evidence, qrels }: MeasuringTools): SessionMeasures {
  const { name, events, sessionMs } = session;
  const kinds = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, 0])) as Record<EventKind, number>;
  const queries = new QueryHistory();
  const adoption = new TermAdoption(evidence, terms);
  const [named, read] = [new Set<string>(), new Set<string>()];
  const steps: { opened: number; reopened: number; isBack: boolean }[] = [];
  let [documents, errors] = [0, 0];
  for (const event of events) {
    // A search of several indexes is one, and only the event of the first has its query.
    if (event.joint === undefined || event.query !== undefined) kinds[event.kind]++;
    const asked = event.kind === 'search' && event.query !== undefined ? terms.ofQuery(event.query) : null;
    const adopted = adoption.next(event, asked);
    if (asked !== null) queries.add(event.query!, asked, adopted);
    for (const id of event.ids ?? []) named.add(id);
    documents += event.ids?.length ?? 0;
    steps[event.step - 1] ??= { opened: 0, reopened: 0, isBack: false };
    const step = steps[event.step - 1];
    if (event.kind === 'back') step.isBack = true;
    for (const id of event.opened ?? []) {
      step.opened++;
      if (read.has(id)) step.reopened++;
      else read.add(id);
    }
    if (event.error !== undefined) errors++;
  }
  const times = stepTimes(session);
  const known = times.filter((time) => time !== null);
  return {
    name,
    startMs: known[0] ?? null,
    durationMs: sessionMs ?? spanOf(known),
    gapsMs: times.flatMap((time, i) => {
      const before = i === 0 ? null : times[i - 1];
      return time === null || before === null ? [] : [Math.max(0, time - before)];
    }),
    steps,
    events: kinds,
    queries: queries.measures,
    documents,
    distinctDocuments: named.size,
    opened: steps.reduce((sum, step) => sum + step.opened, 0),
    reopened: steps.reduce((sum, step) => sum + step.reopened, 0),
    tokens: sumOf(events.map((event) => event.tokens)),
    bytes: sumOf(events.map((event) => event.bytes)),
    errors,
    recall: qrels === null ? null : measureRecall(session, qrels),
  };
}

/** The queries of a session so far. */
class QueryHistory {
  readonly measures: QueryMeasures[] = [];
  readonly #texts = new Set<string>();
  readonly #keys = new Set<string>();
  #before: QueryTerms | null = null;

  add(text: string, query: QueryTerms, adoption: Adoption | null): void {
    // Queries of stop words alone have the same terms, which are none: they are told by their texts.
    const told = query.key === '' ? { ...query, key: `\u0000${text}` } : query;
    const wasAsked = this.#keys.has(told.key);
    this.measures.push({
      terms: query.terms.size,
      reformulation: this.#before === null ? null : classifyReformulation(this.#before, told, wasAsked),
      isRepeatedText: this.#texts.has(text),
      isRepeated: wasAsked,
      adoption,
    });
    this.#texts.add(text);
    this.#keys.add(told.key);
    this.#before = told;
  }
}

/** The time of the first event of each step. */
function stepTimes({ events }: Session): (number | null)[] {
  const times: (number | null)[] = [];
  for (const { step, timeMs } of events) times[step - 1] ??= timeMs;
  return times;
}

/** Steps of a log need not be in order of time. Null of none. */
function spanOf(times: readonly number[]): number | null {
  if (times.length === 0) return null;
  const [first, last] = times.reduce(
    ([low, high], time) => [Math.min(low, time), Math.max(high, time)],
    [times[0], times[0]],
  );
  return last - first;
}

function sumOf(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
