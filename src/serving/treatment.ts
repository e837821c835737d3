/** The seam for what an experiment does to answers: masks, perturbations. A treatment is carried out in the thread that searches. */
import type { ChosenTreatment } from '../contract/answer-key.ts';
import { Registry } from '../registry.ts';
import type { AnswerSource } from './answer-source.ts';

export interface Treatment {
  /** Stands in the keys of treated requests, so it never changes; another effect of the same parameters needs another name. */
  readonly name: string;
  /**
   * The source as callers under this treatment see it: a pure function of the source and the parameters. Called for each request.
   *
   * @param parameters JSON, as whoever chose the treatment gave them
   */
  treat(source: AnswerSource, parameters: unknown): AnswerSource;
}

const treatments = new Registry<Treatment>('treatment');

/** Makes a treatment known to this thread; a module that does so is named to the pool that starts the threads. */
export function registerTreatment(treatment: Treatment): void {
  if (treatments.find(treatment.name) !== treatment) treatments.add(treatment);
}

/** The first of `chosen` is nearest to the source. @throws TypeError when no module of this thread has registered one */
export function treatSource(source: AnswerSource, chosen: readonly ChosenTreatment[]): AnswerSource {
  return chosen.reduce((inner, { name, parameters }) => {
    const treatment = treatments.find(name);
    if (treatment === undefined) throw new TypeError(`no treatment ${name} in this thread`);
    return treatment.treat(inner, parameters);
  }, source);
}
