/** Pages and hits as Jina writes them, as text and as JSON. */
import type { NamedLink } from '../../contract/named-links.ts';
import { httpDay } from './days.ts';
import type { AddressedHit } from './hits.ts';
import { htmlPage } from './markup.ts';
import { openingOf } from './opening.ts';
import { tokensOf } from './tokens.ts';

/** `content`: Markdown; the others as their names say. */
export type PageForm = 'content' | 'html' | 'text';

export interface ReadPage {
  readonly title: string;
  readonly url: string;
  readonly text: string;
  /** `YYYY-MM-DD` */
  readonly date?: string;
  /** Present where a list of them was asked for. */
  readonly links?: readonly NamedLink[];
}

interface Usage {
  readonly usage: { readonly tokens: number };
}

export function pageEntry(page: ReadPage, form: PageForm): Readonly<Record<string, unknown>> & Usage {
  const { title, url, text, date, links } = page;
  const body = bodyOf(page, form);
  return {
    title,
    description: openingOf(text),
    url,
    [form]: body,
    ...(date !== undefined && { publishedTime: httpDay(date) }),
    ...(links !== undefined && { links: addressesByTitle(links) }),
    usage: { tokens: tokensOf(body) },
  };
}

export function pageText(page: ReadPage, form: PageForm): string {
  const { title, url, date, links = [] } = page;
  const body = bodyOf(page, form);
  if (form !== 'content') return body;
  const parts = [`Title: ${title}`, `URL Source: ${url}`];
  if (date !== undefined) parts.push(`Published Time: ${httpDay(date)}`);
  parts.push(`Markdown Content:\n${body}`);
  if (links.length > 0)
    parts.push(`Links/Buttons:\n${links.map(({ title, url }) => `- [${title}](${url})`).join('\n')}`);
  return `${parts.join('\n\n')}\n`;
}

/** A title that others have too names the first of them; they stand under their addresses. */
function addressesByTitle(links: readonly NamedLink[]): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const { title, url } of links) found.set(found.has(title) ? url : title, url);
  return Object.fromEntries(found);
}

function bodyOf({ title, text }: ReadPage, form: PageForm): string {
  return form === 'html' ? htmlPage({ title, text }) : text;
}

/** `content` is empty where only hits were asked for. */
export function foundEntry({
  title,
  url,
  snippet = '',
  text = '',
  date,
}: AddressedHit): Readonly<Record<string, unknown>> & Usage {
  return {
    title,
    url,
    description: snippet,
    ...(date !== undefined && { date: httpDay(date) }),
    content: text,
    usage: { tokens: tokensOf(text === '' ? snippet : text) },
  };
}

/** @param at from 0 */
export function foundText({ title, url, snippet = '', text = '', date }: AddressedHit, at: number): string {
  const number = `[${at + 1}]`;
  return [
    `${number} Title: ${title}`,
    `${number} URL Source: ${url}`,
    `${number} Description: ${snippet.replace(/\s+/g, ' ')}`,
    ...(date === undefined ? [] : [`${number} Published Time: ${httpDay(date)}`]),
    ...(text === '' ? [] : [text]),
  ].join('\n');
}
