/** A stretch of a stored text as Markdown. */
import type { NamedLink } from '../contract/named-links.ts';
import type { Heading } from './headings.ts';

/** A heading that the text does not tell the depth of stands below the title. */
const UNTOLD_LEVEL = 2;

export interface MarkdownParts {
  readonly title: string;
  readonly text: string;
  /** UTF-16 code units of `text`; `end` is exclusive. */
  readonly range: { readonly start: number; readonly end: number };
  /** The table of contents. */
  readonly headings: readonly Heading[];
  /** What stands at the end, where the stretch reaches to that of the text; null for no list. */
  readonly links: readonly NamedLink[] | null;
}

/**
 * The stretch with its headings as those of Markdown, below the title where it begins with the text, and with a list of links behind its
 * end. All other lines are as they are stored, and nothing in them is escaped. A first line that repeats the title is left out.
 */
export function writeMarkdown({ title, text, range, headings, links }: MarkdownParts): string {
  const { start, end } = range;
  const name = title.replace(/\s+/g, ' ').trim();
  const parts: string[] = [];
  let at = start;
  if (start === 0 && name !== '') {
    at = behindTitle(text, end, name);
    parts.push(at < end ? `# ${name}\n\n` : `# ${name}\n`);
  }
  for (const heading of headings) {
    // One that the stretch does not hold whole is no heading of it.
    if (heading.start < at || heading.end > end) continue;
    parts.push(text.slice(at, heading.start), `${'#'.repeat(heading.level ?? UNTOLD_LEVEL)} ${heading.name}`);
    at = heading.end;
  }
  parts.push(text.slice(at, end));
  if (links !== null && links.length > 0 && end === text.length) {
    if (end > start || name !== '') parts.push(text.endsWith('\n') || end === start ? '\n' : '\n\n');
    parts.push('## Links\n\n', ...links.map(({ url, title: to }) => `- [${escapeLabel(to)}](<${url}>)\n`));
  }
  return parts.join('');
}

/** Where the text goes on behind a first line that is the title, with the marks of a heading or without; 0 where it is another. */
function behindTitle(text: string, end: number, name: string): number {
  const feed = text.indexOf('\n');
  const line = text.slice(0, feed < 0 ? end : Math.min(feed, end));
  if (line.replace(/^#{1,6}\s/, '').trim() !== name) return 0;
  let at = line.length;
  while (at < end && text[at] === '\n') at++;
  return at;
}

function escapeLabel(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[[\]\\]/g, '\\$&');
}
