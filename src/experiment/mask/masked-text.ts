/** A text with stretches hidden. */
import { type Edit, EditedText } from '../rewrite/edited-text.ts';
import type { AliasFinder, Span } from './alias-finder.ts';

export function maskText(raw: string, finder: AliasFinder, sign: string): EditedText {
  return hideSpans(raw, finder.find(raw), sign);
}

/**
 * Each stretch becomes the same sign, whatever was there, so that its length tells nothing; line feeds stay, so that lines keep their
 * numbers.
 *
 * @param spans ascending, without overlaps, none empty
 */
export function hideSpans(raw: string, spans: readonly Span[], sign: string): EditedText {
  const edits = spans.map(({ start, end }): Edit => {
    const feeds = raw.slice(start, end).split('\n').length - 1;
    return { start, end, text: sign + '\n'.repeat(feeds) };
  });
  return new EditedText(raw, edits);
}
