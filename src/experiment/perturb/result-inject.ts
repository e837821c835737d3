import { type Static, Type } from '@sinclair/typebox';
import type { Hit } from '../../contract/search.ts';
import { MAX_ID_BYTES, MAX_PERTURBATION_ENTRIES } from '../../limits.ts';
import { hitOfDocument } from './hit-of-document.ts';
import type { PerturbationKind } from './perturbation-kind.ts';
import { RankSchema } from './rank-schema.ts';
import { insertHits, listTreatment } from './ranked-list.ts';

const members = {
  documents: Type.Array(Type.String({ minLength: 1, maxLength: MAX_ID_BYTES }), {
    minItems: 1,
    maxItems: MAX_PERTURBATION_ENTRIES,
    uniqueItems: true,
    description: 'ids of documents of the index',
  }),
  rank: Type.Optional(RankSchema('where they are put, behind each other; default: 1')),
};
type Told = { [Name in keyof typeof members]: Static<(typeof members)[Name]> };

/**
 * Named distractors stand in every list, each with the chance of the strength, whether the query finds them or not. What the request's
 * own filter shuts out is not put in, nor is what the index does not have.
 */
export const resultInject: PerturbationKind = {
  name: 'result-inject',
  members,
  drawnBy: 'query',
  kinds: ['search'],
  documentsOf: (told) => (told as Told).documents,
  treatment: listTreatment<Told>('result-inject', {
    depth: (end, { documents }) => end + documents.length,
    async change({ hits, query, request, told: { strength, documents, rank = 1 }, draws, source, checkpoint }) {
      const injected: Hit[] = [];
      for (const id of documents) {
        if (!draws.happens(strength, 'document', query, id)) continue;
        // Not the hit that may stand in the list: how far that is known depends on the page.
        const hit = await hitOfDocument(id, query, request, source, checkpoint);
        if (hit !== null) injected.push(hit);
      }
      return injected.length === 0 ? hits : insertHits(hits, injected, rank);
    },
  }),
};
