import type { Edit } from './edited-text.ts';
import { phrasePattern } from './phrase-pattern.ts';

/** What is put in the place of a phrase that was found; null leaves it. @param phrase as the table has it */
export type ReplacePhrase = (phrase: string) => string | null;

const WORD = String.raw`[\p{L}\p{M}\p{N}_]`;

/**
 * Phrases that are found in texts as whole words, whatever their case, also where a line breaks between their words. Of several that
 * begin at one place the longest is taken.
 */
export class PhraseTable {
  readonly #phrases = new Map<string, string>();
  readonly #pattern: RegExp | null;

  constructor(phrases: Iterable<string>) {
    for (const phrase of phrases) this.#phrases.set(foldPhrase(phrase), phrase.trim().replace(/\s+/g, ' '));
    this.#pattern =
      this.#phrases.size === 0
        ? null
        : new RegExp(`(?<!${WORD})(?:${phrasePattern(this.#phrases.values())})(?!${WORD})`, 'giu');
  }

  /** The edits of a text: what is found, replaced in the case in which it stands there. */
  edits(text: string, replace: ReplacePhrase): Edit[] {
    if (this.#pattern === null) return [];
    const edits: Edit[] = [];
    for (const { 0: found, index: start } of text.matchAll(this.#pattern)) {
      const phrase = this.#phrases.get(foldPhrase(found));
      const replacement = phrase === undefined ? null : replace(phrase);
      if (phrase === undefined || replacement === null) continue;
      const written = keepBreak(found, keepCase(found, phrase, replacement));
      if (written !== found) edits.push({ start, end: start + found.length, text: written });
    }
    return edits;
  }
}

/** In the form in which equal phrases are equal. Letters such as the long s have their common form only on the way through capitals. */
export function foldPhrase(phrase: string): string {
  return phrase.trim().replace(/\s+/g, ' ').toUpperCase().toLowerCase();
}

/** As the table writes it; what stands in capitals, or without any where the table has some, stays so. */
function keepCase(found: string, phrase: string, replacement: string): string {
  const flat = found.replace(/\s+/g, ' ');
  if (flat === phrase) return replacement;
  const upper = flat.toUpperCase();
  const lower = flat.toLowerCase();
  if (upper === lower) return replacement;
  if (flat === upper && flat.length > 1) return replacement.toUpperCase();
  if (flat === lower) return replacement.toLowerCase();
  const [first] = replacement;
  return flat[0] === lower[0] || first === undefined
    ? replacement
    : first.toUpperCase() + replacement.slice(first.length);
}

/** A line break inside what was found stays, so that lines keep their numbers. */
function keepBreak(found: string, replacement: string): string {
  if (!found.includes('\n')) return replacement;
  const gap = (found.match(/\s+/g) ?? []).filter((space) => space.includes('\n')).join('');
  const space = replacement.indexOf(' ');
  return space < 0 ? `${replacement}${gap}` : `${replacement.slice(0, space)}${gap}${replacement.slice(space + 1)}`;
}
