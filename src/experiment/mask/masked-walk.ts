/** A walk along links as callers under a mask take it: through nothing that is hidden. */
import type { WalkedDocument, WalkRequest } from '../../contract/walk.ts';
import { documentUrl } from '../../contract/sandbox-url.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import { placeOf } from '../../reading/walk-bounds.ts';
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
  const excluded = new Set<string>();
  for (;;) {
    const asked = { ...request, excludePaths: [...request.excludePaths, ...excluded] };
    const walked = await source.walk(asked, checkpoint);
    const visible: WalkedDocument[] = [];
    const before = excluded.size;
    for (const document of walked) {
      const whole = await documents.visible(document.id);
      if (whole !== null) {
        const shown = request.textChars > 0 ? await show(documents, document, request) : null;
        visible.push(shown ?? named(document, mask));
      } else if (document === walked[0]) {
        // It belongs to the walk whatever the bounds are: where it is hidden, nothing is at the address.
        if (isAt(document, request.url, source.name)) return [];
        excluded.add(patternOf(document, request, source.name));
      } else excluded.add(patternOf(document, request, source.name));
    }
    if (excluded.size === before) return visible;
  }
}

async function show(
  documents: MaskedDocuments,
  { id }: WalkedDocument,
  { textChars }: WalkRequest,
): Promise<WalkedDocument | null> {
  const [document] = await documents.fetch({ ids: [id as string], offset: 0, maxChars: textChars });
  if (document.error !== undefined) return null;
  const { number: _, ...walked } = document;
  return walked;
}

function named({ id, url, title }: WalkedDocument, mask: Mask): WalkedDocument {
  return { id, url: mask.url(url), ...(title !== undefined && { title: mask.text(title) }) };
}

function isAt(document: WalkedDocument, url: string, index: string): boolean {
  return placeOf(addressOf(document, index)).path === placeOf(url).path;
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
