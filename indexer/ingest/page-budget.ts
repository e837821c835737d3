import { MAX_PAGE_NESTING, MAX_PAGE_STEPS } from '../../src/limits.ts';
import { PageFault } from './page-fault.ts';

/**
 * What the parser of one page may do: steps, which bound its time, and pieces, each of which is steps too and takes memory.
 * Both are counted, and no clock is asked, so a page is refused on every machine or on none.
 */
export class PageBudget {
  /** The line of the page that is being read, from 1; 0 before the first. */
  line = 0;
  readonly #limit: number;
  #steps = 0;

  /** @param limit most steps */
  constructor(limit = MAX_PAGE_STEPS) {
    this.#limit = limit;
  }

  /** Steps taken up to now. */
  get steps(): number {
    return this.#steps;
  }

  /** @throws PageFault PAGE_TOO_SLOW */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps <= this.#limit) return;
    const facts = { budget: this.#limit, unit: 'steps of the parser' };
    throw new PageFault('PAGE_TOO_SLOW', `takes over ${this.#limit} steps to parse`, this.#place, { facts });
  }

  /** @throws PageFault DOCUMENT_UNREADABLE */
  enter(level: number): void {
    if (level < MAX_PAGE_NESTING) return;
    const what = `has quotes or lists nested deeper than ${MAX_PAGE_NESTING} levels`;
    throw new PageFault('DOCUMENT_UNREADABLE', what, this.#place, { facts: { limit: MAX_PAGE_NESTING } });
  }

  get #place(): number | undefined {
    return this.line === 0 ? undefined : this.line;
  }
}
