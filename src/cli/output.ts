import { groupDigits } from '../bytes/number-text.ts';
import { describeError, StillwebError } from '../errors.ts';
import { storageFault } from '../store/storage-fault.ts';
import { plainText } from './plain-text.ts';

export { describeBytes } from '../bytes/number-text.ts';

/** What commands print: results on standard output, everything else on standard error. */

export function print(line: string): void {
  process.stdout.write(`${plainText(line)}\n`);
}

/** A line whose parts have been made plain, with escape sequences around them. */
export function printPainted(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

export function note(line: string): void {
  process.stderr.write(`${plainText(line)}\n`);
}

/** Two columns, the first as wide as its widest entry. */
export function printTable(rows: readonly (readonly [string, string | number])[]): void {
  const width = Math.max(...rows.map(([label]) => label.length));
  for (const [label, value] of rows) {
    print(`${label.padEnd(width)}  ${typeof value === 'number' ? groupDigits(value) : value}`);
  }
}

/** Columns as wide as their widest entry; figures to the right, names to the left. */
export function printGrid(heads: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)));
  const isNumeric = heads.map((_, column) => rows.every((row) => /^[-+<\d.,]+$/.test(row[column])));
  for (const row of [heads, ...rows]) {
    const cells = row.map((cell, column) =>
      isNumeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
    );
    print(cells.join('  ').trimEnd());
  }
}

/** Prints an error and sets the exit code: 2 for what the caller can change, 1 for faults. Bugs keep their stack. */
export function reportFailure(error: unknown, isJson: boolean): void {
  const known = error instanceof StillwebError ? error : storageFault(error);
  if (known === null) {
    process.exitCode = 1;
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    for (const line of told.split('\n')) note(line);
    note('This is a bug in stillweb. Please report it with the lines above.');
    return;
  }
  process.exitCode = known.entry.exit;
  if (isJson) {
    const { code, message, facts } = known;
    note(JSON.stringify({ error: { code, message, facts, fix: known.entry.fix } }));
  } else {
    note(describeError(known));
  }
}
