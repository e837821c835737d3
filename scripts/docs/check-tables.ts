import type { ErrorEntry } from '../../src/errors.ts';
import { codeOf, type Finding, type MarkdownPage, type TableRow } from './markdown.ts';

/**
 * Tables of the documents that repeat what the code says. Each row begins with a name in a code span; the columns are
 * found by their heads.
 */

/** `docs/errors.md`: a row a code, with the columns `HTTP`, and where present `Exit` and `Retry`. */
export function checkErrors(page: MarkdownPage, catalogue: Readonly<Record<string, ErrorEntry>>): Finding[] {
  const rows = namedRows(page, /^[A-Z][A-Z0-9_]*$/);
  return [
    ...compareNames(page, rows, Object.keys(catalogue), 'error code', 'src/error-catalogue.ts'),
    ...rows.flatMap(({ name, row }) => {
      const entry = catalogue[name];
      if (entry === undefined) return [];
      return [
        ...compareCell(page, row, name, 'http', String(entry.http), true),
        ...compareCell(page, row, name, 'exit', String(entry.exit), false),
        ...compareCell(page, row, name, 'retry', entry.retry, false),
      ];
    }),
  ];
}

/** `docs/dependencies.md`: a row a package, with the column `Version`. */
export function checkDependencies(page: MarkdownPage, pinned: Readonly<Record<string, string>>): Finding[] {
  const rows = namedRows(page, /^(@[a-z0-9._-]+\/)?[a-z0-9._-]+$/);
  return [
    ...compareNames(page, rows, Object.keys(pinned), 'package', 'package.json'),
    ...rows.flatMap(({ name, row }) =>
      name in pinned ? compareCell(page, row, name, 'version', pinned[name], true) : [],
    ),
  ];
}

/** `docs/api.md`: rows whose first or second cell names a constant of src/limits.ts, with the column `Value`. */
export function checkLimits(page: MarkdownPage, limits: Readonly<Record<string, unknown>>): Finding[] {
  const rows = page.tableRows.flatMap((row) => {
    const name = row.cells
      .slice(0, 2)
      .map(codeOf)
      .find((code) => code !== null && /^[A-Z]+(_[A-Z0-9]+)+$/.test(code));
    return name ? [{ name, row }] : [];
  });
  if (rows.length === 0) return [at(page, 1, 'has no table of limits that names the constants of src/limits.ts')];
  return rows.flatMap(({ name, row }) => {
    const limit = limits[name];
    if (limit === undefined) return [at(page, row.line, `src/limits.ts has no ${name}`)];
    const column = row.header.indexOf('value');
    if (column === -1) return [at(page, row.line, `the table of ${name} has no column Value`)];
    const written = parseQuantity(row.cells[column] ?? '');
    return written === limit ? [] : [at(page, row.line, `${name} is ${limit}, not ${row.cells[column]}`)];
  });
}

const UNITS: Readonly<Record<string, number>> = {
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  ms: 1,
  s: 1000,
  min: 60_000,
};

/** `8,192 bytes` → 8192, `4 MiB` → 4194304, `5 s` → 5000 (milliseconds); NaN for what is no quantity. */
export function parseQuantity(text: string): number {
  const found = /^`?(\d{1,3}(?:,\d{3})+|\d+)(?:\s*(KiB|MiB|GiB|ms|s|min)\b)?/.exec(text.trim());
  return found === null ? Number.NaN : Number(found[1].replaceAll(',', '')) * (UNITS[found[2]] ?? 1);
}

interface NamedRow {
  readonly name: string;
  readonly row: TableRow;
}

function namedRows(page: MarkdownPage, pattern: RegExp): NamedRow[] {
  return page.tableRows.flatMap((row) => {
    const name = codeOf(row.cells[0] ?? '');
    return name !== null && pattern.test(name) ? [{ name, row }] : [];
  });
}

function compareNames(
  page: MarkdownPage,
  rows: readonly NamedRow[],
  names: readonly string[],
  kind: string,
  source: string,
): Finding[] {
  const listed = rows.map(({ name }) => name);
  return [
    ...names.filter((name) => !listed.includes(name)).map((name) => at(page, 1, `does not list the ${kind} ${name}`)),
    ...rows.flatMap(({ name, row }, index) => {
      if (!names.includes(name)) return [at(page, row.line, `${source} has no ${kind} ${name}`)];
      return listed.indexOf(name) < index ? [at(page, row.line, `lists the ${kind} ${name} twice`)] : [];
    }),
  ];
}

function compareCell(
  page: MarkdownPage,
  row: TableRow,
  name: string,
  column: string,
  expected: string,
  isRequired: boolean,
): Finding[] {
  const index = row.header.indexOf(column);
  if (index === -1) return isRequired ? [at(page, row.line, `the table of ${name} has no column ${column}`)] : [];
  const written = (row.cells[index] ?? '').replaceAll('`', '');
  return written === expected ? [] : [at(page, row.line, `${column} of ${name} is ${expected}, not ${written}`)];
}

function at(page: MarkdownPage, line: number, sentence: string): Finding {
  return { file: page.path, line, sentence };
}
