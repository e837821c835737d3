/** Hits of a plain list that a session is shown, by their ranks there: so a key holds a page, however much was seen before it. */
import type { Hit } from '../../contract/search.ts';
import { type AnswerSource, foundHits } from '../../serving/answer-source.ts';
import type { Treatment } from '../../serving/treatment.ts';
import { changeSource } from '../changed-source.ts';
import { type SaidInto, sayInFront } from './said-text.ts';

/** Of each query, in order: ranks of its plain list, from 1, ascending. */
interface ChosenHits {
  readonly ranks: readonly (readonly number[])[];
}

/** Only these hits are shown, with the ranks of a list that never held the others. */
export const CHOSEN_HITS: Treatment = {
  name: 'chosen-hits',
  /** @param parameters `ChosenHits` */
  treat(source, parameters): AnswerSource {
    const { ranks } = parameters as ChosenHits;
    return changeSource(source, {
      async search(request, checkpoint) {
        // Queries of a batch are of one depth, and each page is cut from its own.
        const k = Math.max(1, ...ranks.map((chosen) => chosen[chosen.length - 1] ?? 0));
        const found = await source.search({ ...request, offset: 0, k }, checkpoint);
        return found.map((each, query) => {
          const all = each.hits();
          const hits = (ranks[query] ?? []).flatMap((rank) => all[rank - 1] ?? []);
          const renumbered = hits.map((hit, i): Hit => ({ ...hit, rank: request.offset + i + 1 }));
          return { ...each, ...foundHits({ ...each, hits: renumbered }) };
        });
      },
    });
  },
};

interface MarkedHits {
  /** Of each query, in order: ranks of its page, from 1, and the step at which the document was first shown. */
  readonly steps: readonly (readonly (readonly [rank: number, step: number])[])[];
  readonly into: SaidInto;
}

/** Hits that were shown before say so. */
export const MARKED_HITS: Treatment = {
  name: 'marked-hits',
  /** @param parameters `MarkedHits` */
  treat(source, parameters): AnswerSource {
    const { steps, into } = parameters as MarkedHits;
    return changeSource(source, {
      async search(request, checkpoint) {
        const found = await source.search(request, checkpoint);
        return found.map((each, query) => {
          const stepOf = new Map(steps[query] ?? []);
          if (stepOf.size === 0) return each;
          const hits = each.hits().map((hit, i): Hit => {
            const step = stepOf.get(i + 1);
            if (step === undefined) return hit;
            return into === 'member' ? { ...hit, seen: step } : sayInFront(hit, `[seen at step ${step}] `);
          });
          return { ...each, ...foundHits({ ...each, hits }) };
        });
      },
    });
  },
};

interface Notes {
  /** Of each query, in order. */
  readonly notes: readonly (readonly string[])[];
}

/** What an answer says of a query beside its hits. */
export const SEARCH_NOTES: Treatment = {
  name: 'search-notes',
  /** @param parameters `Notes` */
  treat(source, parameters): AnswerSource {
    const { notes } = parameters as Notes;
    return changeSource(source, {
      async search(request, checkpoint) {
        const found = await source.search(request, checkpoint);
        return found.map((each, query) => {
          const said = notes[query] ?? [];
          return said.length === 0 ? each : { ...each, notes: [...(each.notes ?? []), ...said] };
        });
      },
    });
  },
};
