import { getDocument } from 'unpdf/pdfjs';
import { MAX_DOCUMENT_CHARACTERS, MAX_PDF_PAGES } from '../../src/limits.ts';
import { type FileContent, TooLarge } from './file-content.ts';
import { type PlacedText, writePdfPage } from './pdf-lines.ts';

/** The file of a PDF ends with this, but for a few bytes that mail programs and servers add. */
const END = '%%EOF';
const END_BYTES = 4096;

/** What unpdf knows of a document beside its pages. */
interface PdfInfo {
  readonly Title?: unknown;
  readonly Author?: unknown;
  readonly CreationDate?: unknown;
  readonly Language?: unknown;
}

/**
 * The text of a PDF, page by page, as the reader of Firefox (unpdf) reads it. To be called in a thread that can be ended. Nothing is fetched, no font is
 * loaded, nothing of the file is run.
 * @param maxPages most pages
 * @throws TooLarge; Error for a file that is encrypted, cut short or no PDF
 */
export async function readPdfContent(bytes: Uint8Array, maxPages = MAX_PDF_PAGES): Promise<FileContent> {
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(-END_BYTES);
  if (!end.includes(END)) throw new Error(`no ${END} at its end: it is cut short, or no PDF`);
  const task = getDocument({
    data: bytes,
    verbosity: 0,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    enableXfa: false,
  });
  try {
    const pdf = await task.promise;
    if (pdf.numPages > maxPages) throw new TooLarge(`has ${pdf.numPages} pages, over ${maxPages}`);
    const parts: string[] = [];
    let characters = 0;
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      parts.push(writePdfPage(items.filter((item): item is typeof item & PlacedText => 'str' in item)));
      page.cleanup();
      characters += parts[number - 1].length;
      if (characters > MAX_DOCUMENT_CHARACTERS) throw new TooLarge(`has over ${MAX_DOCUMENT_CHARACTERS} characters`);
    }
    const info = (await pdf.getMetadata()).info as PdfInfo;
    return {
      parts,
      title: textOf(info.Title),
      author: textOf(info.Author),
      date: textOf(info.CreationDate),
      language: textOf(info.Language),
    };
  } finally {
    await task.destroy();
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
