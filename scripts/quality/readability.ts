import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCalendarDate } from '../../indexer/ingest/calendar-date.ts';
import { decodeHtml } from '../../indexer/ingest/html-encoding.ts';
import { parseHtmlPage } from '../../indexer/ingest/html-page.ts';
import { readLanguageTag } from '../../indexer/ingest/language-tag.ts';
import type { Page } from '../../indexer/ingest/page-content.ts';
import { tokenF1 } from './token-f1.ts';

/**
 * How near the text of HTML pages is to what Mozilla Readability takes from them in a browser: its own test pages, each with the
 * article and the metadata that it expects. Prints JSON.
 *
 * node dist/scripts/quality/readability.js FOLDER
 */

interface Expected {
  readonly title: string | null;
  readonly byline: string | null;
  readonly lang: string | null;
  readonly siteName: string | null;
  readonly publishedTime: string | null;
}

/** How often a field is as expected, of the pages for which it is; and how often there is one that is not expected. */
interface FieldFigures {
  readonly expected: number;
  readonly equal: number;
  readonly added: number;
  readonly others: string[];
}

/** Below this a page is listed. */
const LISTED_F1 = 0.9;

const collapse = (text: string | null): string | null => text?.trim().replace(/\s+/g, ' ') || null;

const FIELDS: { readonly [name: string]: readonly [(page: Page) => unknown, (expected: Expected) => unknown] } = {
  title: [(page) => collapse(page.title), ({ title }) => collapse(title)],
  byline: [(page) => page.metadata?.byline ?? null, ({ byline }) => collapse(byline)],
  siteName: [(page) => page.metadata?.siteName ?? null, ({ siteName }) => collapse(siteName)],
  language: [(page) => page.language ?? null, ({ lang }) => readLanguageTag(lang)],
  date: [(page) => page.date ?? null, ({ publishedTime }) => readCalendarDate(publishedTime)],
};

export interface ReadabilityFigures {
  readonly pages: number;
  readonly meanF1: number;
  readonly leastF1: number;
  readonly low: { readonly [page: string]: number };
  readonly fields: { readonly [field: string]: FieldFigures };
  readonly bytes: number;
  readonly cpuSeconds: { readonly main: number; readonly all: number };
}

/** @param folder of one folder a page: `source.html`, `expected.html`, `expected-metadata.json` */
export function measureReadability(folder: string): ReadabilityFigures {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const fields = Object.fromEntries(
    Object.keys(FIELDS).map((field) => [field, { expected: 0, equal: 0, added: 0, others: [] as string[] }]),
  );
  const scores = new Map<string, number>();
  const cpuSeconds = { main: 0, all: 0 };
  let bytes = 0;
  for (const { name } of names) {
    const source = readFileSync(join(folder, name, 'source.html'));
    const expected = JSON.parse(readFileSync(join(folder, name, 'expected-metadata.json'), 'utf8')) as Expected;
    const article = readFileSync(join(folder, name, 'expected.html'), 'utf8');
    bytes += source.length;
    // The files were all stored as UTF-8, whatever they declare.
    const read = (html: 'main' | 'all') =>
      parseHtmlPage(decodeHtml(source, 'utf-8'), 'test/page.html', undefined, html);
    cpuSeconds.all += timeOf(() => read('all'));
    let page: Page = read('main');
    cpuSeconds.main += timeOf(() => {
      page = read('main');
    });
    scores.set(name, tokenF1(page.text, parseHtmlPage(article, 'a', undefined, 'all').text));
    for (const [field, [found, wanted]] of Object.entries(FIELDS)) {
      count(fields[field], name, found(page), wanted(expected));
    }
  }
  const all = [...scores.values()];
  return {
    pages: all.length,
    meanF1: round(all.reduce((sum, score) => sum + score, 0) / all.length),
    leastF1: round(Math.min(...all)),
    low: Object.fromEntries(
      [...scores].filter(([, score]) => score < LISTED_F1).map(([name, f1]) => [name, round(f1)]),
    ),
    fields,
    bytes,
    cpuSeconds: { main: round(cpuSeconds.main), all: round(cpuSeconds.all) },
  };
}

function count(
  figures: { expected: number; equal: number; added: number; others: string[] },
  name: string,
  found: unknown,
  wanted: unknown,
): void {
  if (wanted === null) {
    figures.added += found === null ? 0 : 1;
    return;
  }
  figures.expected += 1;
  if (found === wanted) figures.equal += 1;
  else figures.others.push(`${name}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
}

/** Seconds of CPU. */
function timeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function round(value: number): number {
  return Number(value.toFixed(4));
}

if (process.argv[1] === import.meta.filename) {
  const [, , folder] = process.argv;
  if (folder === undefined) throw new Error('name the folder of the test pages');
  console.log(JSON.stringify(measureReadability(folder), null, 2));
}
