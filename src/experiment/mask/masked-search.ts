/** A search under a mask: hidden documents are left out before the first rank is given, so that pages join as they always do. */
import type { Hit, SearchRequest, SearchUnit } from '../../contract/search.ts';
import { readPassageId } from '../../reading/passage-id.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { FoundHits } from '../../serving/answer-shape.ts';
import { type AnswerSource, foundHits } from '../../serving/answer-source.ts';
import type { Mask } from './mask.ts';
import { maskHit } from './masked-hits.ts';
import { WholeDocuments } from './whole-documents.ts';

export async function searchMasked(
  source: AnswerSource,
  request: SearchRequest,
  mask: Mask,
  checkpoint: Checkpoint,
): Promise<FoundHits[]> {
  const documents = new WholeDocuments(source, mask, checkpoint);
  const answers: FoundHits[] = [];
  for (const query of request.queries) {
    // One by one: what is asked again for one of them must change nothing for the others.
    const [found] = await searchVisible(source, { ...request, queries: [query] }, mask, checkpoint);
    const hits: Hit[] = [];
    for (const hit of found.hits()) hits.push(await maskHit(hit, request, mask, documents));
    answers.push({ ...found, ...foundHits({ ...found, hits }) });
  }
  return answers;
}

/**
 * What is found of all that is not hidden. Documents whose ids are hidden names are known when they are found: then it is searched again
 * without them, and with all that stands before the page, for what is left out above moves what is below.
 */
async function searchVisible(
  source: AnswerSource,
  request: SearchRequest,
  mask: Mask,
  checkpoint: Checkpoint,
): Promise<readonly FoundHits[]> {
  const hidden = new Set<string>();
  let fuzzy = request.fuzzy;
  const ask = (change: Partial<SearchRequest>): Promise<readonly FoundHits[]> => {
    const asked: SearchRequest = {
      ...request,
      ...change,
      queries: request.queries.map((query) => mask.asked(query)),
      filter: mask.filter(request.filter, hidden),
      ...(request.context !== undefined && { context: mask.asked(request.context) }),
      ...(fuzzy !== undefined && { fuzzy }),
    };
    return source.search(asked, checkpoint);
  };
  for (;;) {
    const isFirstPage = request.offset === 0;
    const found = await ask(isFirstPage ? {} : { ...NAMES_ONLY, k: request.offset + request.k });
    // Whoever misspells a hidden name must not be told it, nor be led by it to documents.
    const isMended = found.some(({ corrections = [] }) => corrections.some(({ to }) => mask.finder.hasWord(to)));
    if (isMended && fuzzy !== false) {
      fuzzy = false;
      continue;
    }
    const before = hidden.size;
    for (const each of found) for (const hit of each.hits()) addHidden(hit, request.unit, mask, hidden);
    if (hidden.size > before) continue;
    return isFirstPage ? found : await ask({});
  }
}

const NAMES_ONLY = { offset: 0, snippet: false, text: false, explain: false, expand: undefined } as const;

function addHidden(hit: Hit, unit: SearchUnit, mask: Mask, hidden: Set<string>): void {
  const { id, duplicates = [], nearDuplicates = [] } = hit;
  if (mask.finder.isIn(id)) hidden.add(id);
  for (const name of [...duplicates, ...nearDuplicates]) {
    // A passage is named by the id of its document and its number.
    const document = unit === 'passage' ? (readPassageId(name)?.document ?? name) : name;
    if (mask.finder.isIn(document)) hidden.add(document);
  }
}
