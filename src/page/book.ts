/** The book: the pages of `docs/`, as they are shipped beside the program. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package, from `src/page` as from `dist/src/page`. */
const PACKAGE = fileURLToPath(new URL('../../', import.meta.url)).replace(/dist[/\\]$/, '');
const DOCS = join(PACKAGE, 'docs');

/** Where the book stands on a server. */
export const BOOK_ADDRESS = '/docs/book';
/** The table of contents. */
export const CONTENTS = 'README.md';

let known: ReadonlySet<string> | undefined;

/** Names of all chapters: paths below `docs/` with their ending, such as `tutorials/first-five-minutes.md`. */
export function chapterNames(): ReadonlySet<string> {
  known ??= new Set(
    readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.md'))
      .sort(),
  );
  return known;
}

/** The Markdown of a chapter. @param name one of `chapterNames`: nothing else is looked for on the disk */
export function readChapter(name: string): string | null {
  return chapterNames().has(name) ? readFileSync(join(DOCS, name), 'utf8') : null;
}

/** `/docs/book/tutorials/first-five-minutes`; with the ending the Markdown itself. */
export function chapterAddress(name: string): string {
  return name === CONTENTS ? BOOK_ADDRESS : `${BOOK_ADDRESS}/${name.slice(0, -'.md'.length)}`;
}
