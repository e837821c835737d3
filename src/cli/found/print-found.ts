import { note, printJson, printPainted } from '../output.ts';
import { takesColour } from '../terminal/colour.ts';
import { measureFor, outputColumns } from '../terminal/text-width.ts';
import { csvLines } from './csv-lines.ts';
import type { FoundFormat } from './format-names.ts';
import type { Found } from './found.ts';
import { markdownLines } from './markdown-lines.ts';
import { measuredTexts, textLines } from './text-lines.ts';

/** Prints what was found. Where a program reads it, remarks go to standard error. */
export async function printFound(format: FoundFormat, found: Found): Promise<void> {
  const { index, result } = found;
  switch (format) {
    case 'text': {
      const measure = await measureFor(measuredTexts(found));
      const terminal = { columns: outputColumns(), measure, isColoured: takesColour() };
      return textLines(found, terminal).forEach(printPainted);
    }
    case 'md':
      return markdownLines(found).forEach(printPainted);
    case 'csv':
      csvLines(found).forEach(printPainted);
      return found.remarks.forEach(note);
    case 'jsonl':
      for (const hit of result.hits) printJson({ index, query: result.query, ...hit });
      return found.remarks.forEach(note);
    case 'json':
      return printJson({ index, ...result });
  }
}
