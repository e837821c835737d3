/** The web without what is hidden: every question is answered as if it had never been there. */
import { documentNotFound } from '../../contract/missing-document.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import type { Treatment } from '../../serving/treatment.ts';
import type { Original } from '../../store/original-store.ts';
import { Mask, type MaskParameters } from './mask.ts';
import { MaskedDocuments } from './masked-documents.ts';
import { grepMasked } from './masked-grep.ts';
import { MaskedLinks } from './masked-links.ts';
import { searchMasked } from './masked-search.ts';
import { walkMasked } from './masked-walk.ts';

export const MASK_TREATMENT: Treatment = {
  name: 'mask',
  /** @param parameters `MaskParameters` */
  treat(source, parameters): AnswerSource {
    const mask = new Mask(parameters as MaskParameters);
    const linksFor = (checkpoint: Checkpoint): MaskedLinks => new MaskedLinks(source, mask, checkpoint);
    const documentsFor = (checkpoint: Checkpoint): MaskedDocuments =>
      new MaskedDocuments(source, mask, linksFor(checkpoint), checkpoint);
    const { name, id } = source;
    return {
      ...{ name, id },
      search: (request, checkpoint) => searchMasked(source, request, mask, checkpoint),
      fetch: (request, checkpoint) => documentsFor(checkpoint).fetch(request),
      async links(document, checkpoint) {
        if ((await documentsFor(checkpoint).visible(document)) === null) throw documentNotFound(document);
        return await linksFor(checkpoint).links(document);
      },
      ...(source.grep !== undefined && {
        grep: (request, checkpoint) => grepMasked(source as Required<AnswerSource>, request, mask, checkpoint),
      }),
      ...(source.outLinks !== undefined && {
        outLinks: (document, checkpoint) => linksFor(checkpoint).outLinks(document),
      }),
      ...(source.walk !== undefined && {
        walk: (request, checkpoint) =>
          walkMasked(source as Required<AnswerSource>, request, mask, documentsFor(checkpoint), checkpoint),
      }),
      ...(source.original !== undefined && { original: (document) => originalOf(source, document, mask) }),
    };
  },
};

/**
 * The bytes of a document in which nothing is hidden. Of another one they are not given: what its format does with a name is known to no
 * one here, and nothing can be taken out of it.
 */
async function originalOf(source: AnswerSource, id: string, mask: Mask): Promise<Original | null> {
  const documents = new MaskedDocuments(source, mask, new MaskedLinks(source, mask, goOn), goOn);
  const whole = await documents.visible(id);
  if (whole === null) throw documentNotFound(id);
  const { document } = whole;
  const own = mask.whenOpen(id);
  const [shown] = await documents.fetch({ ids: [id], offset: 0, maxChars: 1 });
  const isTold =
    own.finder.isIn(whole.masked.before) ||
    shown.title !== document.title ||
    shown.url !== document.url ||
    JSON.stringify(shown.metadata) !== JSON.stringify(document.metadata) ||
    shown.links?.length !== document.links?.length;
  if (isTold) return null;
  const original = (await source.original?.(id)) ?? null;
  if (original === null || own.finder.isIn(Buffer.from(original.bytes).toString('utf8'))) return null;
  return original;
}

function goOn(): void {}
