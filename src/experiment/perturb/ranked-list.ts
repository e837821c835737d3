/** What the kinds that change rankings have in common: a list is changed whole, from its first rank, and then the page is cut. */
import type { Hit, SearchRequest } from '../../contract/search.ts';
import { MAX_DEPTH } from '../../limits.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import { type AnswerSource, foundHits } from '../../serving/answer-source.ts';
import type { Treatment } from '../../serving/treatment.ts';
import { changeSource } from '../changed-source.ts';
import { Draws } from './draws.ts';
import type { Perturbed } from './perturbation-kind.ts';
import { isPerturbed } from './query-noise.ts';

/** A list before it is changed, from rank 1. */
export interface RankedList<Told> {
  readonly hits: readonly Hit[];
  readonly query: string;
  readonly request: SearchRequest;
  readonly told: Perturbed & Told;
  readonly draws: Draws;
  readonly source: AnswerSource;
  readonly checkpoint: Checkpoint;
}

export interface ListChange<Told> {
  /** How many hits must be known so that the first `end` of the changed list are. */
  depth(end: number, told: Told): number;
  /** The changed list; ranks need not be right. Pure, but for what it reads. */
  change(list: RankedList<Told>): readonly Hit[] | Promise<readonly Hit[]>;
}

/** A treatment under which pages of any size are stretches of one list. */
export function listTreatment<Told>(name: string, { depth, change }: ListChange<Told>): Treatment {
  return {
    name,
    treat(source, parameters) {
      const told = parameters as Perturbed & Told;
      const draws = new Draws(told.seed);
      return changeSource(source, {
        async search(request, checkpoint) {
          const { offset, k, queries } = request;
          const end = offset + k;
          const whole = { ...request, offset: 0, k: Math.min(MAX_DEPTH, Math.max(end, depth(end, told))) };
          const found = await source.search(whole, checkpoint);
          const changed = [];
          for (const [i, each] of found.entries()) {
            const hits = each.hits();
            const list = { hits, query: queries[i], request, told, draws, source, checkpoint };
            const listed = isPerturbed(queries[i], told, draws) ? await change(list) : hits;
            const page = listed.slice(offset, end).map((hit, place) => ({ ...hit, rank: offset + place + 1 }));
            changed.push(foundHits({ ...each, hits: page }));
          }
          return changed;
        },
      });
    },
  };
}

/** What has one place in a list: a passage, where those are ranked. */
export function placeKey({ id, passage }: Hit): string {
  return passage?.id ?? id;
}

/** A list with hits put in from a rank on, which it shows nowhere else; each is as good as the hit that it pushes down. */
export function insertHits(hits: readonly Hit[], inserted: readonly Hit[], rank: number): Hit[] {
  const keys = new Set(inserted.map(placeKey));
  const others = hits.filter((hit) => !keys.has(placeKey(hit)));
  const at = Math.min(rank - 1, others.length);
  const score = (others[at] ?? others.at(-1))?.score ?? 0;
  return [...others.slice(0, at), ...inserted.map((hit) => ({ ...hit, score })), ...others.slice(at)];
}
