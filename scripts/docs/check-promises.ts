import { isEveryday, type TestSource } from './everyday-tests.ts';
import { codeOf, type Finding, type Located, type MarkdownPage } from './markdown.ts';

const ID = /^[a-z0-9-]+\/[a-z0-9-]+$/;
const CITATION = /\bpromise: ([a-z0-9-]+\/[a-z0-9-]+)/g;

/**
 * `docs/promises.md` against the tests: every promise (an id such as `build/atomic` in the first cell of a row, or in a
 * heading) is cited by a test in a comment or title that holds the word promise, a colon and the id, and the other way.
 * A test that `npm test` does not run may cite a promise besides, but no change has to pass it, so it does not count.
 */
export function checkPromises(page: MarkdownPage, tests: readonly TestSource[]): Finding[] {
  const promised: Located[] = [
    ...page.tableRows.map(({ line, cells }) => ({ line, text: codeOf(cells[0] ?? '') ?? '' })),
    ...page.headings.map(({ line, text }) => ({ line, text: text.replaceAll('`', '') })),
  ].filter(({ text }) => ID.test(text));
  const cited = tests.flatMap((test) =>
    test.source.split('\n').flatMap((text, index) =>
      [...text.matchAll(CITATION)].map(([, id]) => ({
        id,
        file: test.path,
        line: index + 1,
        isEveryday: isEveryday(test),
      })),
    ),
  );
  const promisedIds = new Set(promised.map(({ text }) => text));
  const tried = new Set(cited.filter((each) => each.isEveryday).map(({ id }) => id));
  return [
    ...(promised.length === 0 ? [{ file: page.path, line: 1, sentence: 'holds no promise' }] : []),
    ...promised
      .filter(({ text }) => !tried.has(text))
      .map(({ text, line }) => ({
        file: page.path,
        line,
        sentence: `no test that npm test runs cites the promise ${text}`,
      })),
    ...cited
      .filter(({ id }) => !promisedIds.has(id))
      .map(({ id, file, line }) => ({ file, line, sentence: `${page.path} does not make the promise ${id}` })),
  ];
}
