/** What the kinds that change queries have in common: the answer tells the query as it was asked, and another was searched. */
import { MAX_QUERY_BYTES } from '../../limits.ts';
import type { FoundHits } from '../../serving/answer-shape.ts';
import type { Treatment } from '../../serving/treatment.ts';
import { changeSource } from '../changed-source.ts';
import { Draws } from './draws.ts';
import type { Perturbed } from './perturbation-kind.ts';

/** Another query in the place of one. @param draws places of its draws begin with what is decided, and the query */
export type QueryNoise<Told> = (query: string, told: Perturbed & Told, draws: Draws) => string;

export function noiseTreatment<Told>(name: string, change: QueryNoise<Told>): Treatment {
  return {
    name,
    treat(source, parameters) {
      const told = parameters as Perturbed & Told;
      const draws = new Draws(told.seed);
      const changed = (query: string): string => {
        if (!isPerturbed(query, told, draws)) return query;
        const noised = change(query, told, draws);
        return Buffer.byteLength(noised) <= MAX_QUERY_BYTES ? noised : query;
      };
      return changeSource(source, {
        async search(request, checkpoint) {
          const queries = request.queries.map(changed);
          const found = await source.search({ ...request, queries }, checkpoint);
          return found.map((each, i) => (queries[i] === request.queries[i] ? each : withoutCorrections(each)));
        },
      });
    },
  };
}

/** Whether the seed has this query perturbed at all. */
export function isPerturbed(query: string, { probability }: Perturbed, draws: Draws): boolean {
  return probability === undefined || draws.happens(probability, 'query', query);
}

/** They are of words that the caller has not written. */
export function withoutCorrections(found: FoundHits): FoundHits {
  if (found.corrections === undefined) return found;
  const { corrections: _, ...rest } = found;
  return rest;
}

/** A part of a query between white space, and whether noise may touch it: operators, phrases in quotes and signs stay. */
export interface QueryWord {
  readonly text: string;
  /** Where it begins in the query. */
  readonly start: number;
  readonly isPlain: boolean;
}

const PLAIN = /^[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*[.,;:!?]?$/u;
const OPERATOR = /^(?:AND|OR|NOT)$/;

/** Its words; what stands between two of them is white space. */
export function wordsOfQuery(query: string): QueryWord[] {
  let isQuoted = false;
  return Array.from(query.matchAll(/\S+/g), ({ 0: text, index: start }) => {
    const quotes = text.split('"').length - 1;
    const isPlain = !isQuoted && quotes === 0 && PLAIN.test(text) && !OPERATOR.test(text);
    if (quotes % 2 === 1) isQuoted = !isQuoted;
    return { text, start, isPlain };
  });
}

/** The words of a query in the places of those that it has; the query itself where they are the same. */
export function joinWords(query: string, words: readonly QueryWord[], texts: readonly string[]): string {
  const isSame = texts.length === words.length && texts.every((text, i) => text === words[i].text);
  return isSame ? query : texts.join(' ');
}
