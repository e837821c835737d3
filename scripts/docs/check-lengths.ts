import type { Finding, MarkdownPage } from './markdown.ts';

const README_LINES = 200;
/** Three pages of print. Lines would be no measure: they can be made longer. */
const DECISION_WORDS = 850;

/** A README that is read to its end; a decision that is read at one sitting. */
export function checkLengths(pages: readonly MarkdownPage[]): Finding[] {
  return pages.flatMap(({ path, lineCount, wordCount }) => {
    if (path === 'README.md') return findExcess(path, lineCount, README_LINES, 'lines', README_LINES + 1);
    return path.startsWith('docs/decisions/') ? findExcess(path, wordCount, DECISION_WORDS, 'words', 1) : [];
  });
}

function findExcess(file: string, count: number, most: number, unit: string, line: number): Finding[] {
  return count <= most ? [] : [{ file, line, sentence: `has ${count} ${unit}; at most ${most} are allowed` }];
}
