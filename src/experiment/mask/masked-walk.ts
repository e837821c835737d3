/** A walk along links as callers under a mask take it: through nothing that is hidden. */
import { documentUrl } from '../../contract/sandbox-url.ts';
import type { WalkedDocument, WalkRequest } from '../../contract/walk.ts';
import { placeOf } from '../../reading/walk-bounds.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import type { Mask } from './mask.ts';
import type { MaskedDocuments } from './masked-documents.ts';

type Walk = NonNullable<AnswerSource['walk']>;

export async function walkMasked(
  source: AnswerSource & { readonly walk: Walk },
  request: WalkRequest,
  mask: Mask,
  documents: MaskedDocuments,
  checkpoint: Checkpoint,
): Promise<WalkedDocument[]> {
  if (!(await documents.isOpen(request.url))) return [];
  const excluded = new Set<string>();
  for (;;) {
    const asked = { ...request, excludePaths: [...request.excludePaths, ...excluded] };
    const visible: WalkedDocument[] = [];
    const before = excluded.size;
    for (const document of await source.walk(asked, checkpoint)) {
      if ((await documents.visible(document.id)) === null) excluded.add(patternOf(document, request, source.name));
      else visible.push((await show(documents, document, request)) ?? named(document, mask));
    }
    // What is come to through a document that is hidden is not come to.
    if (excluded.size === before) return visible;
  }
}

async function show(
  documents: MaskedDocuments,
  { id }: WalkedDocument,
  { textChars }: WalkRequest,
): Promise<WalkedDocument | null> {
  if (textChars === 0) return null;
  const [document] = await documents.fetch({ ids: [id as string], offset: 0, maxChars: textChars });
  if (document.error !== undefined) return null;
  const { number: _, ...walked } = document;
  return walked;
}

function named({ id, url, title }: WalkedDocument, mask: Mask): WalkedDocument {
  return { id, url: mask.url(url), ...(title !== undefined && { title: mask.text(title) }) };
}

/** Matches this address, or this path on any host: bounds look at one of the two. */
function patternOf(document: WalkedDocument, { matchesWholeUrl }: WalkRequest, index: string): string {
  const place = placeOf(addressOf(document, index));
  const text = matchesWholeUrl ? place.url : place.path;
  return `^${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;
}

function addressOf({ id, url }: WalkedDocument, index: string): string {
  return documentUrl(index, { id: id ?? '', url });
}
