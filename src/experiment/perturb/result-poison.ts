import { type Static, Type } from '@sinclair/typebox';
import type { Hit, PlacedDocument } from '../../contract/search.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import type { Treatment } from '../../serving/treatment.ts';
import { changeSource } from '../changed-source.ts';
import type { Rewriting } from '../rewrite/rewrite-document.ts';
import { rewriteHit } from '../rewrite/rewrite-hit.ts';
import { fetchRewritten } from '../rewrite/rewritten-fetch.ts';
import { WholeTexts } from '../rewrite/whole-texts.ts';
import { copyId, copyPassageId, copyUrl, isMarkOf, originalId, originalSandboxUrl, readCopyUrl } from './copy-name.ts';
import { copyRewriter } from './copy-text.ts';
import { Draws } from './draws.ts';
import { EntitiesSchema, findEntityFault } from './entity-schema.ts';
import type { PerturbationKind, Perturbed } from './perturbation-kind.ts';
import { findRankFault, RankSchema } from './rank-schema.ts';
import { listTreatment } from './ranked-list.ts';

const members = {
  fromRank: Type.Optional(RankSchema('the first hit that may be copied; default: 1')),
  toRank: Type.Optional(RankSchema('the last; default: fromRank')),
  place: Type.Optional(
    Type.Union([Type.Literal('above'), Type.Literal('below')], {
      default: 'below',
      description: 'where a copy stands beside its document',
    }),
  ),
  entities: Type.Optional(EntitiesSchema),
};
type Told = { [Name in keyof typeof members]: Static<(typeof members)[Name]> };

const ranked = listTreatment<Told>('result-poison', {
  depth: (end) => end,
  async change({ hits, query, request, told, draws, source, checkpoint }) {
    const { strength, fromRank = 1, toRank = fromRank, place = 'below', entities } = told;
    const rewriter = copyRewriter(draws, entities);
    const texts = new WholeTexts(source, rewriter, checkpoint);
    const listed: Hit[] = [];
    for (const [i, hit] of hits.entries()) {
      const rank = i + 1;
      const isCopied = rank >= fromRank && rank <= toRank && draws.happens(strength, 'rank', query, rank);
      const copy = isCopied ? copyOf(await rewriteHit(hit, request, texts, rewriter), draws) : null;
      if (copy !== null && place === 'above') listed.push(copy);
      listed.push(hit);
      if (copy !== null && place === 'below') listed.push(copy);
    }
    return listed;
  },
});

const treatment: Treatment = {
  name: ranked.name,
  treat(source, parameters) {
    const { seed, entities } = parameters as Perturbed & Told;
    return readCopies(ranked.treat(source, parameters), source, new Draws(seed), entities);
  },
};

/** Its members stand in the order of those of any hit, so that nothing but its name tells it. */
function copyOf(hit: Hit, draws: Draws): Hit {
  const { duplicates: _, moreDuplicates: __, nearDuplicates: ___, moreNearDuplicates: ____, ...copy } = hit;
  const { id, url, passage } = hit;
  return {
    ...copy,
    id: copyId(id, draws),
    url: url === null ? null : copyUrl(url, id, draws),
    ...(passage && { passage: { ...passage, id: copyPassageId(passage.id, draws) } }),
  };
}

/** A source that reads copies by their names, as it reads what they are of. */
function readCopies(
  listed: AnswerSource,
  source: AnswerSource,
  draws: Draws,
  entities: Told['entities'],
): AnswerSource {
  const rewriter = copyRewriter(draws, entities);
  const named = <Read extends { readonly id: string | null; readonly url?: string | null }>(read: Read): Read =>
    read.id === null
      ? read
      : { ...read, id: copyId(read.id, draws), ...(read.url && { url: copyUrl(read.url, read.id, draws) }) };
  return changeSource(listed, {
    async fetch(request, checkpoint) {
      const { ids = [], urls = [], numbers = [], ...rest } = request;
      const texts = new WholeTexts(source, rewriter, checkpoint);
      const outLinks: Rewriting['outLinks'] = async (id) =>
        (await source.outLinks?.(id, checkpoint)) ?? { documents: [], written: [] };
      const rewriting = { indexName: source.name, rewriter, texts, outLinks };
      const readCopy = async (
        key: { ids: string[] } | { urls: string[] },
        mark?: string,
      ): Promise<PlacedDocument | null> => {
        const [read] = await fetchRewritten(source, { ...rest, ...key }, checkpoint, rewriting);
        if (read.id === null || read.error?.code === 'DOCUMENT_NOT_FOUND') return null;
        return mark === undefined || isMarkOf(mark, read.id, draws) ? withoutNumber(named(read)) : null;
      };
      // Those that are no copies are read together, as they were asked for.
      const copies = [
        ...(await Promise.all(
          ids.map(async (id) => {
            const original = originalId(id, draws);
            return original === null ? null : await readCopy({ ids: [original] });
          }),
        )),
        ...(await Promise.all(
          urls.map(async (url) => {
            const inSandbox = originalSandboxUrl(source.name, url, draws);
            if (inSandbox !== null) return await readCopy({ urls: [inSandbox] });
            const copied = readCopyUrl(url);
            return copied === null ? null : await readCopy({ urls: [copied.url] }, copied.mark);
          }),
        )),
      ];
      const plain = {
        ...rest,
        ...(ids.length > 0 && { ids: ids.filter((_, i) => copies[i] === null) }),
        ...(urls.length > 0 && { urls: urls.filter((_, i) => copies[ids.length + i] === null) }),
        ...(numbers.length > 0 && { numbers }),
      };
      const isAllCopies = copies.every((copy) => copy !== null) && numbers.length === 0;
      const read = isAllCopies ? [] : [...(await source.fetch(plain, checkpoint))];
      return [...copies.map((copy) => copy ?? (read.shift() as PlacedDocument)), ...read];
    },
    async links(id, checkpoint) {
      const original = originalId(id, draws);
      if (original === null) return await source.links(id, checkpoint);
      return { ...(await source.links(original, checkpoint)), id };
    },
    ...(source.outLinks !== undefined && {
      outLinks: (id, checkpoint) => source.outLinks!(originalId(id, draws) ?? id, checkpoint),
    }),
    // Its bytes could not be changed.
    ...(source.original !== undefined && {
      original: (id) => (originalId(id, draws) === null ? source.original!(id) : null),
    }),
  });
}

/** Its place in the collection is that of what it is a copy of. */
function withoutNumber({ number: _, ...read }: PlacedDocument): PlacedDocument {
  return read;
}

/**
 * Copies of hits, under other ids and addresses and with other numbers in them, stand beside their documents, each with the chance of the
 * strength. A copy can be read by its id and its address, wherever it was met, and leads where its document leads.
 */
export const resultPoison: PerturbationKind = {
  name: 'result-poison',
  members,
  drawnBy: 'document',
  kinds: ['search', 'fetch', 'links', 'original'],
  findFault(told) {
    const { entities } = told as Told;
    return findRankFault(told) ?? (entities === undefined ? null : findEntityFault(entities));
  },
  treatment,
};
