import { checkAnswerSize } from '../contract/answer-size.ts';
import type { EqualTexts } from '../format/duplicates.ts';
import type { IndexView } from '../store/index-view.ts';
import { writtenLength } from './collapse.ts';
import type { PassageSet } from './passage-set.ts';
import type { DuplicateOptions, Likeness, TextDuplicates } from './ranker.ts';

/** Which texts of an open index are equal, for its ranker. */

type Unit = DuplicateOptions<PassageSet>['unit'];
type Tables = Pick<IndexView, 'duplicates' | 'passages' | 'ids'>;

/** As `Ranker.firstsOf`. */
export function firstsIn(view: Tables, passages: Uint32Array, unit: Unit, likeness: Likeness): Uint32Array | null {
  const texts = textsOf(view, unit, likeness);
  if (texts.items.length === 0) return null;
  return passages.map((passage) => texts.firstOf(itemOf(view, passage, unit)));
}

/** As `Ranker.duplicatesOf`. @throws StillwebError RESPONSE_TOO_LARGE before more ids are gathered than an answer holds */
export function duplicatesIn(
  view: Tables,
  passages: Uint32Array,
  { unit, accept, limit, likeness }: DuplicateOptions<PassageSet>,
): TextDuplicates[] | null {
  const equal = textsOf(view, unit, 'identical');
  const alike = textsOf(view, unit, likeness);
  if (alike.items.length === 0) return null;
  let characters = 0;
  return Array.from(passages, (passage) => {
    const self = itemOf(view, passage, unit);
    const first = equal.firstOf(self);
    const same = { count: 0, ids: [] as string[] };
    const near = { count: 0, ids: [] as string[] };
    for (const item of alike.sharing(self)) {
      if (item === self || (accept !== null && !isAdmitted(view, item, unit, accept))) continue;
      const others = equal.firstOf(item) === first ? same : near;
      others.count++;
      if (others.ids.length < limit) others.ids.push(idOf(view, item, unit));
    }
    const found = near.count === 0 ? same : { ...same, near };
    characters += writtenLength(found);
    checkAnswerSize(characters);
    return found;
  });
}

/** No passage is known to be near to another. */
function textsOf({ duplicates }: Tables, unit: Unit, likeness: Likeness): EqualTexts {
  if (unit === 'passage') return duplicates.passages;
  return likeness === 'near' ? (duplicates.near ?? duplicates.documents) : duplicates.documents;
}

function itemOf({ passages }: Tables, passage: number, unit: Unit): number {
  return unit === 'document' ? passages.document[passage] : passage;
}

/** A document is admitted where one of its passages is. */
function isAdmitted({ passages }: Tables, item: number, unit: Unit, accept: PassageSet): boolean {
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
