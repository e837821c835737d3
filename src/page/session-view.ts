/** Which steps of a session a page shows, and where the others are. */
import { type AddressParameters, type SessionPlace, sessionAddress } from './page-address.ts';
import { type PageRange, pageRange } from './page-range.ts';

export class SessionView {
  /** Of steps, from 1. */
  readonly range: PageRange;
  readonly #place: SessionPlace;
  readonly #asked: AddressParameters;

  /**
   * @param wanted a step; the page is the one that has it
   * @param asked of the address: judgments, and whether calls are asked again
   */
  constructor(place: SessionPlace, steps: number, wanted: number, asked: AddressParameters) {
    this.#place = place;
    this.#asked = asked;
    this.range = pageRange(steps, wanted);
  }

  shows(step: number): boolean {
    return step >= this.range.from && step <= this.range.to;
  }

  /** What keeps a form on this page. */
  get parameters(): AddressParameters {
    return this.range.from === 1 ? [] : [['from', String(this.range.from)]];
  }

  /** Of a step, or of a place beside it. */
  addressOf(step: number, place = `step-${step}`): string {
    if (this.shows(step)) return `#${place}`;
    return `${sessionAddress(this.#place, null, [...this.#asked, ['from', String(step)]])}#${place}`;
  }
}
