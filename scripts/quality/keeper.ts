import { baseOf, findQuestionFalls, findSetFalls } from './falls.ts';
import {
  type QuestionMeasurement,
  readQuality,
  type StoredSet,
  storeQuestions,
  storeSet,
  withMeasurement,
} from './stored.ts';

/** Keeps measurements in docs/quality/, unless they have fallen. */
export class Keeper {
  readonly #folder: string;
  readonly #acceptsFalls: boolean;
  readonly #falls: string[] = [];

  constructor(folder: string, acceptsFalls: boolean) {
    this.#folder = folder;
    this.#acceptsFalls = acceptsFalls;
  }

  /** What fell so far, a sentence each. */
  get falls(): readonly string[] {
    return this.#falls;
  }

  /** @param found a set with one measurement */
  keepSet(found: StoredSet): void {
    const kept = readQuality(this.#folder).sets.find(({ name }) => name === found.name);
    const [measurement] = found.measurements;
    const hasSameTopics = kept === undefined || kept.topics === found.topics;
    const before = hasSameTopics ? (kept?.measurements ?? []) : [];
    const falls = hasSameTopics
      ? findSetFalls(found.name, measurement, baseOf(before, measurement))
      : [`${found.name}: has other judged topics than before, so nothing can be compared`];
    if (!this.#accepts(falls)) return;
    storeSet(this.#folder, { ...found, measurements: withMeasurement(before, measurement) });
  }

  /** @param title what the collection is, for the page; absent: as it is kept, or its name */
  keepQuestions(name: string, title: string | undefined, measurement: QuestionMeasurement): void {
    const kept = readQuality(this.#folder).questions.find((each) => each.name === name);
    const before = kept?.measurements ?? [];
    if (!this.#accepts(findQuestionFalls(name, measurement, baseOf(before, measurement)))) return;
    const measurements = withMeasurement(before, measurement);
    storeQuestions(this.#folder, { name, title: title ?? kept?.title ?? name, measurements });
  }

  #accepts(falls: readonly string[]): boolean {
    this.#falls.push(...falls);
    return this.#acceptsFalls || falls.length === 0;
  }
}
