/** A document as a page of the web: the same bytes for the same document, whoever asks and when. */
import { escapeMarkup } from '../bytes/escape-markup.ts';
import type { Page } from './collection.ts';

export interface RenderedPage {
  readonly contentType: string;
  readonly body: string;
}

type Form = 'html' | 'markdown' | 'json' | 'plain';

const CONTENT_TYPES: Readonly<Record<Form, string>> = {
  html: 'text/html; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  json: 'application/json; charset=utf-8',
  plain: 'text/plain; charset=utf-8',
};

/** @param accept the header of the request; a browser, a scraper and a client that names nothing get HTML */
export function renderPage(page: Page, accept = '*/*'): RenderedPage {
  const form = chooseForm(accept);
  return { contentType: CONTENT_TYPES[form], body: RENDERERS[form](page) };
}

/**
 * Whether who sends this header wants a page as it was, rather than as Markdown, JSON or plain text of ours.
 *
 * @param contentType of the page
 */
export function admitsOriginal(accept: string | undefined, contentType: string): boolean {
  const weights = readAccept(accept ?? '*/*');
  const type = contentType.split(';', 1)[0].trim().toLowerCase();
  const weight = Math.max(...[type, `${type.split('/', 1)[0]}/*`, '*/*'].map((range) => weights.get(range) ?? 0));
  const others = ['text/markdown', 'text/x-markdown'].filter((other) => other !== type);
  return weight > 0 && others.every((other) => (weights.get(other) ?? 0) < weight);
}

const RENDERERS: Readonly<Record<Form, (page: Page) => string>> = {
  html: renderHtml,
  markdown: renderMarkdown,
  json: (page) =>
    `${JSON.stringify({ ...describe(page), text: page.text, links: page.links.map(({ url, title }) => ({ url, title })) })}\n`,
  plain: ({ text }) => `${text}\n`,
};

/**
 * Markdown for those who want it as much as HTML: programs that read pages for a model name it first. Else HTML wherever it
 * will do, so that a library that names JSON and anything else gets the page that the web has there.
 */
function chooseForm(accept: string): Form {
  const weights = readAccept(accept);
  const weightOf = (...types: readonly string[]) => Math.max(0, ...types.map((type) => weights.get(type) ?? 0));
  const markdown = weightOf('text/markdown', 'text/x-markdown');
  const html = weightOf('text/html', 'application/xhtml+xml', 'text/*', '*/*');
  if (markdown > 0 && markdown >= html) return 'markdown';
  if (html > 0) return 'html';
  if (weightOf('application/json') > 0) return 'json';
  return weightOf('text/plain') > 0 ? 'plain' : 'html';
}

/** @see RFC 9110, section 12.5.1 */
function readAccept(accept: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const range of accept.split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(type, weight === undefined ? 1 : Number(weight) || 0);
  }
  return weights;
}

function renderHtml(page: Page): string {
  const { url, title, date, language, text } = page;
  const paragraphs = paragraphsOf(page).map((lines) => `<p>${lines.map(escapeMarkup).join('<br>\n')}</p>`);
  const links = page.links.map(
    ({ url: to, title: name }) => `<li><a href="${escapeMarkup(to)}">${escapeMarkup(name)}</a></li>`,
  );
  return [
    '<!doctype html>',
    language === undefined ? '<html>' : `<html lang="${escapeMarkup(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<title>${escapeMarkup(title)}</title>`,
    `<link rel="canonical" href="${escapeMarkup(url)}">`,
    ...(date === undefined ? [] : [`<meta property="article:published_time" content="${escapeMarkup(date)}">`]),
    '</head>',
    '<body>',
    '<article>',
    ...(title === '' && text !== '' ? [] : [`<h1>${escapeMarkup(title)}</h1>`]),
    ...paragraphs,
    '</article>',
    ...(links.length === 0 ? [] : ['<nav>', '<ul>', ...links, '</ul>', '</nav>']),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function renderMarkdown(page: Page): string {
  const links = page.links.map(({ url, title }) => `- [${title.replace(/[[\]\\]/g, '\\$&')}](<${url}>)`);
  const blocks = [
    ...(page.title === '' ? [] : [`# ${page.title}`]),
    ...paragraphsOf(page).map((lines) => lines.join('\n')),
    ...(links.length === 0 ? [] : [links.join('\n')]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Lines of each paragraph. The first line is left out where it is the title, which stands above it. */
function paragraphsOf({ title, text }: Page): string[][] {
  const paragraphs = text
    .split(/\n[\t ]*\n\s*/)
    .map((paragraph) => paragraph.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0);
  if (paragraphs[0]?.[0]?.trim() !== title) return paragraphs;
  const [[, ...rest], ...others] = paragraphs;
  return rest.length === 0 ? others : [rest, ...others];
}

function describe({ id, url, title, date, language }: Page): object {
  return { id, url, title, ...(date !== undefined && { date }), ...(language !== undefined && { language }) };
}
