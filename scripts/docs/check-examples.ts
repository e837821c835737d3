import type { Source } from './check-comments.ts';
import { codeOf, type Finding, type MarkdownPage } from './markdown.ts';

const LANGUAGES = new Set(['ts', 'typescript', 'js', 'javascript']);
const ORIGIN = /^\/\/ (test\/toys\/[\w-]+\.ts)$/;
/** What `from` says of a name that the package exports. */
const PACKAGE = 'stillweb';
const FACE = 'src/index.ts';
const IMPORT = /^import (?:([^;']*?) from )?'([^']+)';\n/gm;

/**
 * The page of examples. Its code is taken from files that tests run: the first line of a fence names the file, and what
 * follows stands in it, line for line. Imports may differ, as a reader of the page has the package and not its sources: names
 * from `stillweb` are exported by it. In a table with the columns `register` and `from`, a name comes from the package
 * exactly when that exports it.
 */
export function checkExamples(page: MarkdownPage, sources: readonly Source[]): Finding[] {
  return [...checkFences(page, sources), ...checkOrigins(page, sources)];
}

function checkFences({ path, fences }: MarkdownPage, sources: readonly Source[]): Finding[] {
  const examples = fences.filter(({ language }) => LANGUAGES.has(language));
  if (examples.length === 0) return [{ file: path, line: 1, sentence: 'has no example' }];
  return examples.flatMap(({ lines: [first, ...lines] }) => {
    const at = (sentence: string): Finding => ({ file: path, line: first?.line ?? 1, sentence });
    const origin = ORIGIN.exec(first?.text ?? '')?.[1];
    if (origin === undefined) return [at('the example does not begin with // and a file of test/toys')];
    const source = textOf(origin, sources);
    if (source === null) return [at(`there is no file ${origin}`)];
    const example = lines.map(({ text }) => `${text}\n`).join('');
    const body = withoutImports(example);
    const isTaken = body.trim() !== '' && `\n${withoutImports(source)}`.includes(`\n${body}`);
    return [
      ...(isTaken ? [] : [at(`the example is not what stands in ${origin}`)]),
      ...namesFromPackage(example)
        .filter((name) => !exports(FACE, name, sources))
        .map((name) => at(`${FACE} exports no ${name}`)),
    ];
  });
}

function withoutImports(text: string): string {
  return text
    .replace(IMPORT, '')
    .replace(/^\n+/, '')
    .replace(/\n{3,}/g, '\n\n');
}

function namesFromPackage(text: string): string[] {
  return [...text.matchAll(IMPORT)]
    .filter(([, , from]) => from === PACKAGE)
    .flatMap(([, names = '']) => names.match(/\w+/g) ?? [])
    .filter((name) => name !== 'type');
}

function checkOrigins({ path, tableRows }: MarkdownPage, sources: readonly Source[]): Finding[] {
  return tableRows.flatMap(({ line, header, cells }) => {
    const cell = (column: string): string | null => codeOf(cells[header.indexOf(column)] ?? '');
    const name = cell('register');
    const from = cell('from');
    if (name === null || from === null) return [];
    const at = (sentence: string): Finding[] => [{ file: path, line, sentence }];
    const isOfPackage = exports(FACE, name, sources);
    if (isOfPackage !== (from === PACKAGE)) return at(`${FACE} exports ${isOfPackage ? '' : 'no '}${name}`);
    return isOfPackage || exports(from, name, sources) ? [] : at(`${from} has no ${name}`);
  });
}

function exports(file: string, name: string, sources: readonly Source[]): boolean {
  return new RegExp(`\\b${name}\\b`).test(textOf(file, sources) ?? '');
}

function textOf(wanted: string, sources: readonly Source[]): string | null {
  return sources.find(({ path }) => path === wanted)?.text ?? null;
}
