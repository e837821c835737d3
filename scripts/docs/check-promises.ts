import { codeOf, type Finding, type Located, type MarkdownPage } from './markdown.ts';

const ID = /^[a-z0-9-]+\/[a-z0-9-]+$/;
const CITATION = /\bpromise: ([a-z0-9-]+\/[a-z0-9-]+)/g;

/**
 * `docs/promises.md` against the tests: every promise (an id such as `build/atomic` in the first cell of a row, or in a
 * heading) is cited by a test in a comment or title that holds the word promise, a colon and the id, and the other way.
 */
export function checkPromises(page: MarkdownPage, tests: readonly { path: string; source: string }[]): Finding[] {
  const promised: Located[] = [
    ...page.tableRows.map(({ line, cells }) => ({ line, text: codeOf(cells[0] ?? '') ?? '' })),
    ...page.headings.map(({ line, text }) => ({ line, text: text.replaceAll('`', '') })),
  ].filter(({ text }) => ID.test(text));
  const cited = tests.flatMap(({ path, source }) =>
    source
      .split('\n')
      .flatMap((text, index) => [...text.matchAll(CITATION)].map(([, id]) => ({ id, file: path, line: index + 1 }))),
  );
  const promisedIds = new Set(promised.map(({ text }) => text));
  const citedIds = new Set(cited.map(({ id }) => id));
  return [
    ...(promised.length === 0 ? [{ file: page.path, line: 1, sentence: 'holds no promise' }] : []),
    ...promised
      .filter(({ text }) => !citedIds.has(text))
      .map(({ text, line }) => ({ file: page.path, line, sentence: `no test cites the promise ${text}` })),
    ...cited
      .filter(({ id }) => !promisedIds.has(id))
      .map(({ id, file, line }) => ({ file, line, sentence: `${page.path} does not make the promise ${id}` })),
  ];
}
