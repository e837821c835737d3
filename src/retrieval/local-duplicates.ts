import { checkAnswerSize } from '../contract/answer-size.ts';
import type { IndexView } from '../store/index-view.ts';
import type { Bitmap } from './bitmap.ts';
import { writtenLength } from './collapse.ts';
import type { DuplicateOptions, TextDuplicates } from './ranker.ts';

/** Which texts of an open index are equal, for its ranker. */

type Unit = DuplicateOptions<Bitmap>['unit'];
type Tables = Pick<IndexView, 'duplicates' | 'passages' | 'ids'>;

/** As `Ranker.firstsOf`. */
export function firstsIn(view: Tables, passages: Uint32Array, unit: Unit): Uint32Array | null {
  const texts = textsOf(view, unit);
  if (texts.items.length === 0) return null;
  return passages.map((passage) => texts.firstOf(itemOf(view, passage, unit)));
}

/** As `Ranker.duplicatesOf`. @throws StillwebError RESPONSE_TOO_LARGE before more ids are gathered than an answer holds */
export function duplicatesIn(
  view: Tables,
  passages: Uint32Array,
  { unit, accept, limit }: DuplicateOptions<Bitmap>,
): TextDuplicates[] | null {
  const texts = textsOf(view, unit);
  if (texts.items.length === 0) return null;
  let characters = 0;
  return Array.from(passages, (passage) => {
    const self = itemOf(view, passage, unit);
    const ids: string[] = [];
    let count = 0;
    for (const item of texts.sharing(self)) {
      if (item === self || (accept !== null && !isAdmitted(view, item, unit, accept))) continue;
      count++;
      if (ids.length < limit) ids.push(idOf(view, item, unit));
    }
    characters += writtenLength(ids);
    checkAnswerSize(characters);
    return { count, ids };
  });
}

function textsOf({ duplicates }: Tables, unit: Unit) {
  return unit === 'document' ? duplicates.documents : duplicates.passages;
}

function itemOf({ passages }: Tables, passage: number, unit: Unit): number {
  return unit === 'document' ? passages.document[passage] : passage;
}

/** A document is admitted where one of its passages is. */
function isAdmitted({ passages }: Tables, item: number, unit: Unit, accept: Bitmap): boolean {
  if (unit === 'passage') return accept.has(item);
  for (let passage = passages.first[item]; passage < passages.first[item + 1]; passage++) {
    if (accept.has(passage)) return true;
  }
  return false;
}

function idOf({ passages, ids }: Tables, item: number, unit: Unit): string {
  if (unit === 'document') return ids.get(item);
  const document = passages.document[item];
  return `${ids.get(document)}#${item - passages.first[document]}`;
}
