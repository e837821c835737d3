import type { Finding, MarkdownPage } from './markdown.ts';

const README_LINES = 200;
const DECISION_LINES = 60;

/** A README that is read to its end; a decision that fits one page. */
export function checkLengths(pages: readonly MarkdownPage[]): Finding[] {
  return pages.flatMap(({ path, lineCount }) => {
    const most = path === 'README.md' ? README_LINES : path.startsWith('docs/decisions/') ? DECISION_LINES : null;
    if (most === null || lineCount <= most) return [];
    return [{ file: path, line: most + 1, sentence: `has ${lineCount} lines; at most ${most} are allowed` }];
  });
}
