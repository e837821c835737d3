/** Which steps of a session a page shows, and where the others are. */
import { type AddressParameters, type SessionPlace, sessionAddress } from './page-address.ts';

/** A page of them weighs as much as other pages do. */
export const STEPS_OF_PAGE = 25;

/** The first and the last step of the page that has a step; of the last page for one behind it. @param wanted from 1 */
export function shownSteps(steps: number, wanted: number): readonly [from: number, to: number] {
  const from = Math.floor((Math.min(wanted, steps) - 1) / STEPS_OF_PAGE) * STEPS_OF_PAGE + 1;
  return [from, Math.min(steps, from + STEPS_OF_PAGE - 1)];
}

export class SessionView {
  /** The first and the last step that are shown, from 1. */
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly #place: SessionPlace;
  readonly #asked: AddressParameters;

  /**
   * @param wanted a step; the page is the one that has it
   * @param asked of the address: judgments, and whether calls are asked again
   */
  constructor(place: SessionPlace, steps: number, wanted: number, asked: AddressParameters) {
    this.#place = place;
    this.#asked = asked;
    this.steps = steps;
    [this.from, this.to] = shownSteps(steps, wanted);
  }

  shows(step: number): boolean {
    return step >= this.from && step <= this.to;
  }

  /** What keeps a form on this page. */
  get parameters(): AddressParameters {
    return this.from === 1 ? [] : [['from', String(this.from)]];
  }

  /** Of a step, or of a place beside it. */
  addressOf(step: number, place = `step-${step}`): string {
    if (this.shows(step)) return `#${place}`;
    return `${sessionAddress(this.#place, null, [...this.#asked, ['from', String(step)]])}#${place}`;
  }
}
