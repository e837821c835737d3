/** Columns that a text without control characters takes on a terminal. */
export type MeasureText = (text: string) => number;

/** Columns of what is no terminal, and of one that does not say. */
const USUAL_COLUMNS = 80;
/** A narrower terminal is written to as if it had so many. */
const LEAST_COLUMNS = 30;
/** Behind it there are marks that take no column and letters that take two. */
const LAST_PLAIN = 0x2ff;

/** Columns of standard output. */
export function outputColumns(): number {
  return Math.max(LEAST_COLUMNS, process.stdout.columns || USUAL_COLUMNS);
}

/** What measures these texts and parts of them. What most texts do not need is not loaded for them. */
export async function measureFor(texts: Iterable<string>): Promise<MeasureText> {
  for (const text of texts) {
    if (!isPlain(text)) return (await import('string-width')).default;
  }
  return (text) => text.length;
}

/** Whether each code unit takes a column. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > LAST_PLAIN) return false;
  // The one letter of these that is not seen.
  return !text.includes('\u00ad');
}
