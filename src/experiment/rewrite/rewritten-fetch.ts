import { checkAnswerSize } from '../../contract/answer-size.ts';
import type { FetchRequest, PlacedDocument } from '../../contract/search.ts';
import { MAX_DOCUMENT_CHARACTERS } from '../../limits.ts';
import type { Section } from '../../reading/section.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import { type Rewriting, rewriteDocument } from './rewrite-document.ts';

/** A fetch of a source whose documents have other texts. @throws RESPONSE_TOO_LARGE, and what the source throws */
export async function fetchRewritten(
  source: AnswerSource,
  request: FetchRequest,
  checkpoint: Checkpoint,
  rewriting: Rewriting,
): Promise<PlacedDocument[]> {
  const { find: _, view: __, ...plain } = request;
  const read = await source.fetch({ ...plain, offset: 0, maxChars: 1 }, checkpoint);
  const documents: PlacedDocument[] = [];
  let characters = 0;
  for (const [i, document] of read.entries()) {
    const asked = request.ids?.[i];
    const isPassage = asked !== undefined && document.error === undefined && document.id !== asked;
    const passage = isPassage ? await placeOfPassage(asked, source, checkpoint) : null;
    const rewritten = await rewriteDocument(document, request, passage, rewriting);
    characters += rewritten.text?.length ?? 0;
    checkAnswerSize(characters);
    documents.push(rewritten);
  }
  return documents;
}

async function placeOfPassage(id: string, source: AnswerSource, checkpoint: Checkpoint): Promise<Section | null> {
  const [{ range }] = await source.fetch({ ids: [id], offset: 0, maxChars: MAX_DOCUMENT_CHARACTERS }, checkpoint);
  return range ?? null;
}
