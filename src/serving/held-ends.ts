/** The ends of the calls of a joint search, held back until it is known what of each answer is shown. */
import { StillwebError } from '../errors.ts';
import type { ConductedCall, ShownHits } from './conductor.ts';
import type { ServedIndex } from './search-backend.ts';
import type { WrittenAnswer } from './written-answer.ts';

interface HeldEnd {
  readonly end: ConductedCall['end'];
  readonly key: string;
  readonly answer: WrittenAnswer;
}

export class HeldEnds {
  /** By the places of the calls; a call that failed has ended already. */
  #held: (HeldEnd | undefined)[] = [];

  /** @param place of the call among those of the search, from 0 */
  hold(conducted: ConductedCall, place: number): ConductedCall {
    return {
      asked: conducted.asked,
      treatments: conducted.treatments,
      begin: conducted.begin,
      settle: conducted.settle,
      known: (key) => conducted.known(key),
      end: async (key, outcome) => {
        if ('answer' in outcome) this.#held[place] = { end: conducted.end, key, answer: outcome.answer };
        else await conducted.end(key, outcome);
      },
    };
  }

  /**
   * Ends the calls in the order of the search, whichever was answered first.
   *
   * @param shown of each call by its place; null where all of each answer is shown
   * @returns when the joint answer may be sent
   * @throws what the ends throw
   */
  async release(shown: readonly ShownHits[] | null): Promise<void> {
    const held = this.#held;
    this.#held = [];
    await Promise.all(held.map((each, place) => each?.end(each.key, { answer: each.answer, shown: shown?.[place] })));
  }

  /** The search fails as a whole: of the answers that are there nothing is shown. */
  async drop(): Promise<void> {
    const nothing = this.#held.map((each): ShownHits => {
      const none = (each?.answer.notes?.hits ?? []).map(() => []);
      return { hits: none, ranks: none };
    });
    await this.release(nothing);
  }
}

/** An error of one index of several, which says of which; any other is left as it is. */
export function nameIndex(error: unknown, { name }: Pick<ServedIndex, 'name'>): unknown {
  if (!(error instanceof StillwebError) || error.facts.index === name) return error;
  const { code, message, facts } = error;
  return new StillwebError(code, `index ${name}: ${message}`, { ...facts, index: name }, { cause: error });
}
