import { posix } from 'node:path';
import type { Source } from './check-comments.ts';
import type { Finding, MarkdownPage, TableRow } from './markdown.ts';

/**
 * The tables of `docs/architecture.md` that begin with `to add`: every path in them is there. In the one with a column
 * `toy`, what is to be implemented and what registers it are exported by the files named beside them; the toy uses them,
 * imports from the house and from Node alone, and is tried by a test that also applies the contract suite.
 */
export interface Tree {
  /** Files of code, from the repository root. */
  readonly sources: readonly Source[];
  /** Whether a path from the repository root is a file or folder. */
  readonly exists: (path: string) => boolean;
}

const FIRST_COLUMN = 'to add';
const TOYS = 'test/toys/';
const PATH = /^(?:src|indexer|scripts|test|docs|corpus)\/[\w./-]*$/;
const NAME = /^[A-Za-z]\w*$/;
const IMPORT = /\bfrom '([^']+)'|\bimport '([^']+)'|\bimport\('([^']+)'\)/g;

export function checkAdditions(page: MarkdownPage, tree: Tree): Finding[] {
  const rows = page.tableRows.filter(({ header }) => header[0] === FIRST_COLUMN);
  if (rows.length === 0)
    return [{ file: page.path, line: 1, sentence: `has no table that begins with ${FIRST_COLUMN}` }];
  return [
    ...rows.flatMap((row) => checkPaths(row, tree).map((sentence) => ({ file: page.path, line: row.line, sentence }))),
    ...rows
      .filter(({ header }) => header.includes('toy'))
      .flatMap((row) => checkSeam(row, tree).map((sentence) => ({ file: page.path, line: row.line, sentence }))),
    ...findUnlisted(rows, tree).map((sentence) => ({ file: page.path, line: 1, sentence })),
  ];
}

function checkPaths({ cells }: TableRow, { exists }: Tree): string[] {
  return cells
    .flatMap(spansOf)
    .filter((span) => PATH.test(span) && !exists(span.replace(/\/$/, '')))
    .map((path) => `there is no ${path}`);
}

function checkSeam(row: TableRow, tree: Tree): string[] {
  const implemented = spansOf(cellOf(row, 'implement'));
  const registered = spansOf(cellOf(row, 'register'));
  const toys = spansOf(cellOf(row, 'toy')).filter((span) => span.startsWith(TOYS));
  const suites = spansOf(cellOf(row, 'contract suite')).filter((span) => PATH.test(span));
  const [seam] = row.cells;
  return [
    ...(toys.length === 0 ? [`${seam} has no toy`] : []),
    ...(suites.length === 0 ? [`${seam} has no contract suite`] : []),
    ...[implemented, registered].flatMap((spans) => findUnexported(spans, tree)),
    ...toys.flatMap((toy) => {
      const source = sourceOf(toy, tree);
      if (source === undefined) return [];
      const used = registered.filter((span) => NAME.test(span));
      const needed = used.length > 0 ? used : implemented.filter((span) => NAME.test(span));
      return [
        ...findStrangers({ path: toy, text: source }),
        ...needed.filter((name) => !uses(source, name)).map((name) => `${toy} makes no use of ${name}`),
        ...checkTried(toy, suites, tree),
      ];
    }),
  ];
}

/** Names of a cell that no file of the same cell exports. */
function findUnexported(spans: readonly string[], tree: Tree): string[] {
  const files = spans.filter((span) => PATH.test(span));
  const isExported = (name: string) =>
    files.some((file) =>
      new RegExp(`^export (?:async )?(?:function|class|interface|type|const) ${name}\\b`, 'm').test(
        sourceOf(file, tree) ?? '',
      ),
    );
  return spans
    .filter((span) => NAME.test(span) && !isExported(span))
    .map((name) => `${files.join(', ') || 'no file named beside it'} exports no ${name}`);
}

/** Imports of a toy that lead neither into the house nor to Node. */
function findStrangers({ path, text }: Source): string[] {
  return importsOf({ path, text })
    .filter((name) => !/^(?:node:|src\/|indexer\/)/.test(name))
    .map((name) => `${path} imports ${name}, which is no part of src or indexer`);
}

/** Used, not only imported. */
function uses(source: string, name: string): boolean {
  const code = source.replace(/^import [^;]*;$/gm, '').replace(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  return new RegExp(`\\b${name}\\b`).test(code);
}

function checkTried(toy: string, suites: readonly string[], { sources }: Tree): string[] {
  const named = new RegExp(`\\b${posix.basename(toy, '.ts')}\\b`);
  const tests = sources.filter(({ path, text }) => path.endsWith('.test.ts') && named.test(text));
  if (tests.length === 0) return [`no test uses ${toy}`];
  const applied = tests.flatMap((test) => [test.path, ...importsOf(test)]);
  return suites.filter((suite) => !applied.includes(suite)).map((suite) => `no test of ${toy} applies ${suite}`);
}

function findUnlisted(rows: readonly TableRow[], { sources }: Tree): string[] {
  const listed = rows.flatMap((row) => spansOf(cellOf(row, 'toy')));
  return sources
    .filter(({ path }) => path.startsWith(TOYS) && !listed.includes(path))
    .map(({ path }) => `no row that begins with ${FIRST_COLUMN} has the toy ${path}`);
}

function cellOf({ header, cells }: TableRow, column: string): string {
  return cells[header.indexOf(column)] ?? '';
}

function spansOf(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, span]) => span);
}

function sourceOf(wanted: string, { sources }: Tree): string | undefined {
  return sources.find(({ path }) => path === wanted)?.text;
}

/** Paths from the repository root, and names of packages as they are written. */
function importsOf({ path, text }: Source): string[] {
  return [...text.matchAll(IMPORT)].map(([, from, bare, called]) => {
    const name = from ?? bare ?? called;
    return name.startsWith('.') ? posix.join(posix.dirname(path), name) : name;
  });
}
