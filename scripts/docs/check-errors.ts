import { isEveryday, type TestSource } from './everyday-tests.ts';
import type { Finding } from './markdown.ts';

const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
/** A test or a group of them up to its title, and the title. */
const TITLE = /\b((?:it|test|describe)(?:\.[a-zA-Z]+(?:\([^()]*\))?)*\(\s*)(['"`])(?:\\.|(?!\2)[^\\])*\2/g;
const ASSERTION = /\bexpect\(/;

/**
 * `ERROR_CATALOGUE` against the tests: a file that `npm test` runs and that asserts something names every code, in what it
 * asserts or in the cases that it goes through; comments and titles do not count.
 *
 * @param file where the catalogue is
 */
export function checkErrorTests(file: string, codes: readonly string[], tests: readonly TestSource[]): Finding[] {
  const sources = tests
    .filter(isEveryday)
    .map(({ source }) => source.replace(COMMENT, '').replace(TITLE, '$1'))
    .filter((source) => ASSERTION.test(source));
  const named = new Set(sources.flatMap((source) => source.match(/\b[A-Z][A-Z0-9_]+\b/g) ?? []));
  return codes
    .filter((code) => !named.has(code))
    .map((code) => ({ file, line: 1, sentence: `no test that npm test runs expects the error ${code}` }));
}
