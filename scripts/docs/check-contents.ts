import { posix } from 'node:path';
import type { Finding, MarkdownPage } from './markdown.ts';

/** The table of contents of the book. */
const CONTENTS = 'docs/README.md';

/** Pages below `docs/` that no way of links leads to from the table of contents: nobody would find them. */
export function checkContents(pages: readonly MarkdownPage[]): Finding[] {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const reached = new Set([CONTENTS]);
  for (const path of reached) {
    // A set is gone through with what is added on the way.
    for (const { text } of byPath.get(path)?.links ?? []) {
      const target = posix.join(posix.dirname(path), text.replace(/[#?].*$/, ''));
      if (target.startsWith('docs/') && byPath.has(target)) reached.add(target);
    }
  }
  return pages
    .filter(({ path }) => path.startsWith('docs/') && !reached.has(path))
    .map(({ path }) => ({ file: path, line: 1, sentence: `no way leads here from ${CONTENTS}` }));
}
