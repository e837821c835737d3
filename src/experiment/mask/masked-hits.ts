/** Hits as callers under a mask see them: every place in a text is one of the text that they can read. */
import { GAP, LEAD } from '../../analysis/snippet.ts';
import { wholeCharacters } from '../../bytes/text-cut.ts';
import type { Hit, LegExplanation, SearchRequest } from '../../contract/search.ts';
import type { EditedText } from '../rewrite/edited-text.ts';
import type { Mask } from './mask.ts';
import type { WholeDocuments } from './whole-documents.ts';

type Shown = Pick<Hit, 'snippet' | 'highlights' | 'fragments' | 'start' | 'end'>;
type Range = readonly [start: number, end: number];

export async function maskHit(hit: Hit, request: SearchRequest, mask: Mask, documents: WholeDocuments): Promise<Hit> {
  const { snippet, passage, text, fields, explain } = hit;
  const whole = await documents.get(hit.id);
  const masked = whole?.masked ?? mask.read('');
  return {
    ...hit,
    url: mask.url(hit.url),
    title: mask.text(hit.title),
    ...(snippet !== undefined && maskSnippet(hit, snippet, masked, mask)),
    ...(passage !== undefined && { passage: { ...passage, ...placed(passage, masked) } }),
    ...(text !== undefined && maskShownText(hit, text, request, masked)),
    ...(fields !== undefined && { fields: mask.value(fields) }),
    ...(explain !== undefined && { explain: explain.map(withoutIdle) }),
  };
}

/** A term that gives a hit nothing may stand for a hidden name, or be a word that nobody knows: neither is told. */
function withoutIdle({ terms, ...leg }: LegExplanation): LegExplanation {
  return { ...leg, ...(terms !== undefined && { terms: terms.filter(({ impact }) => impact > 0) }) };
}

function placed({ start, end }: { readonly start: number; readonly end: number }, masked: EditedText) {
  return { start: masked.start(start), end: masked.end(end) };
}

/** Cut again to what was asked for: what is hidden may be longer or shorter than its sign. */
function maskShownText({ range }: Hit, text: string, { maxChars }: SearchRequest, masked: EditedText): Partial<Hit> {
  const most = maxChars ?? Number.MAX_SAFE_INTEGER;
  if (range === undefined) return { text: masked.text.slice(0, wholeCharacters(masked.text, most)) };
  const { start, end } = text === '' ? range : placed(range, masked);
  const shown = masked.text.slice(start, end);
  const length = wholeCharacters(shown, most);
  return { text: shown.slice(0, length), range: { start, end: start + length, total: masked.text.length } };
}

/** The fragments cut from the text that is shown, with what stood around and between them. */
function maskSnippet(hit: Hit, snippet: string, masked: EditedText, mask: Mask): Shown {
  const fragments = hit.fragments ?? [];
  const pieces = fragments.map(({ start, end }) => masked.before.slice(start, end));
  const joined = pieces.join(GAP);
  const lead = snippet.startsWith(LEAD + joined) ? LEAD : '';
  if (joined === '' || !snippet.startsWith(lead + joined)) return maskForeign(hit, snippet, mask);
  const tail = snippet.slice(lead.length + joined.length);
  let shown = lead;
  let at = lead.length;
  const highlights: Range[] = [];
  for (const [i, { start, end }] of fragments.entries()) {
    if (i > 0) {
      shown += GAP;
      at += GAP.length;
    }
    const [from, to] = [masked.start(start), masked.end(end)];
    for (const [left, right] of hit.highlights ?? []) {
      if (left < at || right > at + end - start) continue;
      const place = { start: start + left - at, end: start + right - at };
      if (masked.holdsEdit(place.start, place.end)) continue;
      const shift = shown.length - from;
      highlights.push([masked.start(place.start) + shift, masked.end(place.end) + shift]);
    }
    shown += masked.text.slice(from, to);
    at += end - start;
  }
  return {
    snippet: shown + tail,
    highlights,
    fragments: fragments.map((fragment) => placed(fragment, masked)),
    ...(hit.start !== undefined && { start: masked.start(hit.start) }),
    ...(hit.end !== undefined && { end: masked.end(hit.end) }),
  };
}

/** A snippet that is none of its document's text: of it nothing is known but the words. */
function maskForeign({ highlights = [] }: Hit, snippet: string, mask: Mask): Shown {
  const masked = mask.read(snippet);
  return {
    snippet: masked.text,
    highlights: highlights
      .filter(([start, end]) => !masked.holdsEdit(start, end))
      .map(([start, end]): Range => [masked.start(start), masked.end(end)]),
  };
}
