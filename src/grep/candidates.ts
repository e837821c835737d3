import type { IndexView } from '../store/index-view.ts';

/**
 * The documents that may hold a text, by the words that must stand in it: 1 for each of them. Null without words.
 *
 * Passages are cut into words one by one, so a word that reaches over the end of one is none of the index. Where two passages touch,
 * as in a word of thousands of letters, the document may hold anything.
 */
export function findCandidates(view: IndexView, words: readonly string[]): Uint8Array | null {
  if (words.length === 0) return null;
  const { documents } = view.passages;
  let candidates = new Uint8Array(documents).fill(1);
  for (const word of words) {
    const holding = touchingDocuments(view);
    for (const [shard, postings] of view.postings.entries()) {
      const ordinal = postings.terms.find(word);
      if (ordinal < 0) continue;
      const first = view.firstPassages[shard];
      for (const passage of postings.list(ordinal).passages) holding[view.passages.document[first + passage]] = 1;
    }
    candidates = candidates.map((is, document) => is & holding[document]);
  }
  return candidates;
}

/** 1 for each document in which a passage begins where the one before ends. */
function touchingDocuments({ passages }: IndexView): Uint8Array<ArrayBuffer> {
  const touching = new Uint8Array(passages.documents);
  for (let passage = 1; passage < passages.passages; passage++) {
    const document = passages.document[passage];
    if (document === passages.document[passage - 1] && passages.start[passage] === passages.end[passage - 1]) {
      touching[document] = 1;
    }
  }
  return touching;
}
