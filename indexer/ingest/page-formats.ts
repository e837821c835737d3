import { MAX_FILE_BYTES } from '../../src/limits.ts';
import { makeFileReader, makePageReader } from './page-reader.ts';

/** The formats whose files are one page each. What reads one is loaded with the first file in it. */

export const markdownReader = makePageReader('markdown', ['.md', '.markdown'], async () => {
  const { parseMarkdownPage } = await import('./markdown-page.ts');
  return { parse: parseMarkdownPage };
});

export const htmlReader = makePageReader('html', ['.html', '.htm'], async () => {
  const [{ parseHtmlPage }, { decodeHtml }] = await Promise.all([
    import('./html-page.ts'),
    import('./html-encoding.ts'),
  ]);
  return { parse: parseHtmlPage, decode: decodeHtml };
});

export const rstReader = makePageReader('rst', ['.rst'], async () => {
  const { parseRstPage } = await import('./rst-page.ts');
  return { parse: parseRstPage };
});

/** A text file is one document: its text as it is. */
export const textReader = makePageReader('text', ['.txt'], async () => ({
  parse: (source) => ({ title: '', text: source }),
}));

export const pdfReader = makeFileReader(
  'pdf',
  ['.pdf'],
  async (bytes) => {
    const { readPdfPage } = await import('./file-pages.ts');
    return await readPdfPage(bytes);
  },
  { maxBytes: MAX_FILE_BYTES, detect: isPdf },
);

export const docxReader = makeFileReader(
  'docx',
  ['.docx'],
  async (bytes, _file, _options, links) => {
    const { readDocxPage } = await import('./file-pages.ts');
    return await readDocxPage(bytes, links);
  },
  { maxBytes: MAX_FILE_BYTES },
);

function isPdf(_: string, firstBytes: Uint8Array): boolean {
  return Buffer.from(firstBytes.subarray(0, 5)).toString('latin1') === '%PDF-';
}
