/** A hit as it is where the text of its document is another: all its places moved with the text. */
import { GAP, LEAD, TAIL } from '../../analysis/snippet.ts';
import { wholeCharacters } from '../../bytes/text-cut.ts';
import type { Hit, SearchRequest, SnippetFragment } from '../../contract/search.ts';
import { EditedText } from './edited-text.ts';
import { rewriteJson } from './rewrite-json.ts';
import type { Rewriter, WholeTexts } from './whole-texts.ts';

type Shown = Pick<Hit, 'snippet' | 'highlights' | 'fragments' | 'start' | 'end'>;

/** Its title, snippet, text and fields, and every place in them. Terms of `explain` are those of the stored text, and left out. */
export async function rewriteHit(
  hit: Hit,
  request: SearchRequest,
  texts: WholeTexts,
  rewriter: Rewriter,
): Promise<Hit> {
  const title = new EditedText(hit.title, rewriter.edits(hit.title, hit.id)).text;
  const whole = await texts.get(hit.id);
  const { fields, explain, passage } = hit;
  return {
    ...hit,
    title,
    ...(whole !== null && {
      ...rewriteSnippet(hit, whole),
      ...(passage && { passage: { ...passage, start: whole.start(passage.start), end: whole.end(passage.end) } }),
      ...rewriteText(hit, request, whole),
    }),
    ...(fields !== undefined && { fields: rewriteJson(fields, (text) => rewriter.edits(text, hit.id)) }),
    ...(explain !== undefined && { explain: explain.map(({ terms: _, ...leg }) => leg) }),
  };
}

function rewriteText(
  { text, range }: Hit,
  { maxChars }: SearchRequest,
  whole: EditedText,
): Pick<Hit, 'text' | 'range'> {
  if (text === undefined) return {};
  const start = range === undefined ? 0 : whole.start(range.start);
  const last = range === undefined ? whole.text.length : whole.end(range.end);
  const end = wholeCharacters(whole.text, Math.min(last, start + (maxChars ?? last)));
  const shown = whole.text.slice(start, end);
  return range === undefined ? { text: shown } : { text: shown, range: { start, end, total: whole.text.length } };
}

/** A fragment is a stretch of the text, character for character; one that cuts what was replaced has the whole replacement now. */
function rewriteSnippet(hit: Hit, whole: EditedText): Shown {
  const { snippet, highlights = [], fragments = [] } = hit;
  if (snippet === undefined || whole.edits.length === 0) return {};
  const [first] = fragments;
  const lead = first !== undefined && isLed(snippet, whole.before.slice(first.start, first.end)) ? LEAD : '';
  const moved: SnippetFragment[] = [];
  const places: {
    readonly before: number;
    readonly now: number;
    readonly fragment: SnippetFragment;
    readonly start: number;
  }[] = [];
  let text = lead;
  let before = lead.length;
  for (const [i, fragment] of fragments.entries()) {
    const start = Math.max(whole.start(fragment.start), moved.at(-1)?.end ?? 0);
    const end = Math.max(start, whole.end(fragment.end));
    if (i > 0) {
      text += GAP;
      before += GAP.length;
    }
    places.push({ before, now: text.length, fragment, start });
    moved.push({ start, end });
    text += whole.text.slice(start, end);
    before += fragment.end - fragment.start;
  }
  const shown: [number, number][] = [];
  for (const [from, to] of highlights) {
    const place = places.findLast((each) => each.before <= from);
    if (place === undefined) continue;
    const { start: base } = place.fragment;
    const start = Math.max(whole.start(base + from - place.before), place.start) - place.start + place.now;
    const end = Math.max(whole.end(base + to - place.before), place.start) - place.start + place.now;
    const last = shown.at(-1);
    // Words of one name that was replaced have one place now.
    if (last !== undefined && start < last[1]) last[1] = Math.max(last[1], end);
    else if (end > start) shown.push([start, end]);
  }
  return {
    snippet: snippet.length > before ? text + TAIL : text,
    highlights: shown,
    fragments: moved,
    start: moved[0]?.start,
    end: moved.at(-1)?.end,
  };
}

function isLed(snippet: string, fragment: string): boolean {
  return snippet.startsWith(LEAD) && !(snippet.startsWith(fragment) && !snippet.startsWith(LEAD + fragment));
}
