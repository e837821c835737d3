/** What of the contents of documents a request to Exa asks for. */
import { MAX_FETCH_CHARACTERS } from '../../limits.ts';
import { countOf, type Fields, flagOf } from './fields.ts';
import { htmlPage } from './markup.ts';

export interface ExaContents {
  /** Code units of the text; null for none. */
  readonly text: number | null;
  /** The text is a page of HTML. */
  readonly isHtml: boolean;
  readonly highlights: boolean;
  readonly summary: boolean;
}

/** Under `contents`, as clients of today send it, and beside the other members, as those of before did. */
export function exaContents(fields: Fields): ExaContents {
  const nested = typeof fields.contents === 'object' && fields.contents !== null ? (fields.contents as Fields) : {};
  const { text, highlights, summary } = { ...fields, ...nested };
  const options = isObject(text) ? text : {};
  return {
    text: isAsked(text) ? countOf(options.maxCharacters, MAX_FETCH_CHARACTERS, 1, MAX_FETCH_CHARACTERS) : null,
    isHtml: flagOf(options.includeHtmlTags),
    highlights: isAsked(highlights),
    summary: isAsked(summary),
  };
}

/** Nothing is said of contents at all. */
export function hasNoContents(fields: Fields): boolean {
  return ['contents', 'text', 'highlights', 'summary'].every((name) => fields[name] === undefined);
}

export function exaText({ isHtml }: ExaContents, page: { readonly title?: string; readonly text?: string }): string {
  return isHtml ? htmlPage(page) : (page.text ?? '');
}

function isAsked(wish: unknown): boolean {
  return isObject(wish) || flagOf(wish);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
