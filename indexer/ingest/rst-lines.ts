/** Deepest indentation that is told from a deeper one, in columns. */
const MAX_INDENT = 512;
const TAB_COLUMNS = 8;
/** The characters that adorn a title; one of them makes a line with nothing else. */
const ADORNMENT = /^([!-/:-@[-`{-~])\1*$/;

/** The lines of a text as reStructuredText counts columns: leading tabs as spaces, nothing at the ends. */
export function splitRstLines(source: string): string[] {
  return source.split('\n').map((line) => {
    const words = line.trimEnd();
    const start = words.search(/[^ \t]/);
    return start <= 0 ? words : ' '.repeat(columnsOf(words, start)) + words.slice(start);
  });
}

function columnsOf(line: string, end: number): number {
  let columns = 0;
  for (let at = 0; at < end && columns < MAX_INDENT; at += 1) {
    columns += line[at] === '\t' ? TAB_COLUMNS - (columns % TAB_COLUMNS) : 1;
  }
  return Math.min(columns, MAX_INDENT);
}

/** Columns before the first word; −1 for an empty line. */
export function indentOf(line: string): number {
  return line.search(/[^ ]/);
}

/** Where lines end that are empty or indented by so much at least, from a place on. Empty ones at the end are not of them. */
export function endOfIndented(lines: readonly string[], start: number, indent = 1): number {
  let end = start;
  for (let at = start; at < lines.length; at += 1) {
    const columns = indentOf(lines[at]);
    if (columns >= 0 && columns < indent) break;
    if (columns >= 0) end = at + 1;
  }
  return end;
}

/** Lines without the indentation that all of them have. */
export function dedent(lines: readonly string[]): string[] {
  let least = MAX_INDENT;
  for (const line of lines) if (line !== '') least = Math.min(least, indentOf(line));
  return lines.map((line) => line.slice(least));
}

/** Whether a line is the rule above or below a title, of four characters or as long as the title. */
export function isAdornment(line: string | undefined, title: string): boolean {
  return line !== undefined && ADORNMENT.test(line) && (line.length >= 4 || line.length >= title.length);
}

/** Whether a line alone is a rule between paragraphs. */
export function isTransition(line: string): boolean {
  return line.length >= 4 && ADORNMENT.test(line);
}
