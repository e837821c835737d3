import { note, printJson, printPainted } from '../output.ts';
import type { FoundFormat } from './format-names.ts';
import { answeredBy, type Found } from './found.ts';

/** Prints what was found. Where a program reads it, remarks go to standard error. */
export async function printFound(format: FoundFormat, found: Found): Promise<void> {
  const { index, result } = found;
  switch (format) {
    case 'text':
      return (await linesForPeople(found)).forEach(printPainted);
    case 'md': {
      const { markdownLines } = await import('./markdown-lines.ts');
      return markdownLines(found).forEach(printPainted);
    }
    case 'csv': {
      const { csvLines } = await import('./csv-lines.ts');
      csvLines(found, process.stdout.isTTY === true).forEach(printPainted);
      return noteRemarks(found);
    }
    case 'jsonl':
      for (const hit of result.hits) printJson({ index, query: result.query, ...hit });
      return noteRemarks(found);
    case 'json':
      return printJson(found.together?.response ?? { index, ...result });
  }
}

function noteRemarks(found: Found): void {
  if (found.result.hits.length === 0) note(`No hits. ${answeredBy(found)}`);
  found.remarks.forEach(note);
}

async function linesForPeople(found: Found): Promise<string[]> {
  const [{ takesColour }, { measureFor, outputColumns }, { measuredTexts, textLines }] = await Promise.all([
    import('../terminal/colour.ts'),
    import('../terminal/text-width.ts'),
    import('./text-lines.ts'),
  ]);
  const measure = await measureFor(measuredTexts(found));
  return textLines(found, { columns: outputColumns(), measure, isColoured: takesColour() });
}
