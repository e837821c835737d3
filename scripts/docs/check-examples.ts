import type { Source } from './check-comments.ts';
import { codeOf, type Finding, type MarkdownPage } from './markdown.ts';

const LANGUAGES = new Set(['ts', 'typescript', 'js', 'javascript']);
const ORIGIN = /^\/\/ (test\/toys\/[\w-]+\.ts)$/;
/** What `from` says of a name that the package exports. */
const PACKAGE = 'stillweb';
const FACE = 'src/index.ts';

/**
 * The page of examples. Its code is taken from files that tests run: the first line of a fence names the file, and what
 * follows stands in it, line for line. In a table with the columns `register` and `from`, a name comes from the package
 * exactly when that exports it.
 */
export function checkExamples(page: MarkdownPage, sources: readonly Source[]): Finding[] {
  return [...checkFences(page, sources), ...checkOrigins(page, sources)];
}

function checkFences({ path, fences }: MarkdownPage, sources: readonly Source[]): Finding[] {
  const examples = fences.filter(({ language }) => LANGUAGES.has(language));
  if (examples.length === 0) return [{ file: path, line: 1, sentence: 'has no example' }];
  return examples.flatMap(({ lines: [first, ...lines] }) => {
    const at = (sentence: string): Finding[] => [{ file: path, line: first?.line ?? 1, sentence }];
    const origin = ORIGIN.exec(first?.text ?? '')?.[1];
    if (origin === undefined) return at('the example does not begin with // and a file of test/toys');
    const source = textOf(origin, sources);
    if (source === null) return at(`there is no file ${origin}`);
    const example = lines.map(({ text }) => text).join('\n');
    return example !== '' && `\n${source}\n`.includes(`\n${example}\n`)
      ? []
      : at(`the example is not what stands in ${origin}`);
  });
}

function checkOrigins({ path, tableRows }: MarkdownPage, sources: readonly Source[]): Finding[] {
  return tableRows.flatMap(({ line, header, cells }) => {
    const cell = (column: string): string | null => codeOf(cells[header.indexOf(column)] ?? '');
    const name = cell('register');
    const from = cell('from');
    if (name === null || from === null) return [];
    const isExported = (file: string): boolean => new RegExp(`\\b${name}\\b`).test(textOf(file, sources) ?? '');
    const at = (sentence: string): Finding[] => [{ file: path, line, sentence }];
    if (isExported(FACE) !== (from === PACKAGE)) return at(`${FACE} exports ${from === PACKAGE ? 'no ' : ''}${name}`);
    return from === PACKAGE || isExported(from) ? [] : at(`${from} has no ${name}`);
  });
}

function textOf(wanted: string, sources: readonly Source[]): string | null {
  return sources.find(({ path }) => path === wanted)?.text ?? null;
}
