/** Columns that a text without control characters takes on a terminal. */
export type MeasureText = (text: string) => number;

/** Columns of what is no terminal, and of one that does not say. */
const USUAL_COLUMNS = 80;
/** A narrower terminal is written to as if it had so many: a word of each line. */
const LEAST_COLUMNS = 12;
/** What is made of letters of one column alone: Latin, Greek and Cyrillic, with dashes, quotation marks and the like. */
const PLAIN = /^[\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e]*$/;

/** Columns of standard output. */
export function outputColumns(): number {
  return Math.max(LEAST_COLUMNS, process.stdout.columns || USUAL_COLUMNS);
}

/** What measures these texts and parts of them. What most texts do not need is not loaded for them. */
export async function measureFor(texts: Iterable<string>): Promise<MeasureText> {
  for (const text of texts) {
    if (!PLAIN.test(text)) return (await import('string-width')).default;
  }
  return (text) => text.length;
}
