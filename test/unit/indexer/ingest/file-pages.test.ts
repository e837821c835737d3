import { describe, expect, it } from 'vitest';
import type { CollectedDocument, Problem } from '../../../../indexer/ingest/collection.ts';
import { makePdfPage } from '../../../../indexer/ingest/file-pages.ts';
import { docxReader, pdfReader } from '../../../../indexer/ingest/page-formats.ts';
import { readPdfContent } from '../../../../indexer/ingest/pdf-content.ts';
import { findReader } from '../../../../indexer/ingest/readers.ts';
import { MAX_FILE_BYTES } from '../../../../src/limits.ts';
import { docxParagraph, makeDocx, makeZip } from '../../../support/made-docx.ts';
import { makePdf } from '../../../support/made-pdf.ts';

const PAGES = [
  ['Hello world, this is', 'page one of it.', '', 'A paragraph with exam-', 'ples.'],
  ['Second page.'],
  [],
];
const PDF = makePdf({ pages: PAGES, info: '/Title (A Title) /Author (Ann Lee) /CreationDate (D:20240506235959)' });

/** The document that a file becomes, or why it is none. */
async function readFile(name: string, ...content: Buffer[]) {
  const reader = name.endsWith('.pdf') ? pdfReader : docxReader;
  const problems: Problem[] = [];
  const found: CollectedDocument[] = [];
  const file = {
    path: `in/${name}`,
    name,
    content: (async function* () {
      yield* content;
    })(),
    bytesRead: 0,
  };
  for await (const batch of reader.read(file, { onProblem: (problem) => problems.push(problem) })) found.push(...batch);
  return { document: found[0]?.document, code: problems[0]?.code, message: problems[0]?.error.message };
}

describe('a PDF', () => {
  it('is its pages, each behind a line with its number, and its title, author and day', async () => {
    const { document } = await readFile('a.pdf', PDF);
    expect(document).toMatchObject({
      id: 'a.pdf',
      title: 'A Title',
      text: '[page 1]\nHello world, this is\npage one of it.\n\nA paragraph with examples.\n\n[page 2]\nSecond page.',
      date: '2024-05-06',
      metadata: { byline: 'Ann Lee', pages: 3 },
    });
  });

  it('has the name of its file for a title when its own is that of a program', async () => {
    const named = (title: string) => makePdfPage({ parts: ['x'], title }).title;
    expect(named('Microsoft Word - Report of May')).toBe('Report of May');
    expect(['untitled', 'thesis.tex', ' '].map(named)).toEqual(['', '', '']);
    expect((await readFile('my-report.pdf', makePdf({ pages: [['x']] }))).document?.title).toBe('my-report');
  });

  it('is known by its first bytes', () => {
    expect(findReader('pdf').detect?.('paper', PDF)).toBe(true);
    expect(findReader('pdf').detect?.('paper', Buffer.from('PDF'))).toBe(false);
  });

  it('without words is empty', async () => {
    expect((await readFile('scan.pdf', makePdf({ pages: [[], []], info: '/Title (x)' }))).document?.text).toBe('');
  });

  it.each([
    ['cut short', PDF.subarray(0, 700), 'DOCUMENT_UNREADABLE', /cut short/],
    ['no PDF at all', Buffer.from('words %%EOF'), 'DOCUMENT_UNREADABLE', /cannot be parsed/],
    [
      'encrypted',
      makePdf({
        pages: PAGES,
        trailer: `/Encrypt << /Filter /Standard /V 1 /R 2 /O (${'x'.repeat(32)}) /U (${'y'.repeat(32)}) /P -4 >> /ID [(a) (a)]`,
      }),
      'DOCUMENT_UNREADABLE',
      /password/,
    ],
    [
      'a circle of pages',
      makePdf({ pages: PAGES, tree: '<< /Type /Pages /Kids [2 0 R] /Count 3 >>' }),
      'DOCUMENT_UNREADABLE',
      /circular/,
    ],
  ])('that is %s is a bad record', async (_, bytes, code, message) => {
    const found = await readFile('bad.pdf', bytes);
    expect(found.document).toBeUndefined();
    expect(found.code).toBe(code);
    expect(found.message).toMatch(message);
  });

  it('whose drawing holds itself is read to its end', async () => {
    const form = '/XObject << /X0 100 0 R >>';
    const loop = makePdf({
      pages: PAGES,
      content: Buffer.from('/X0 Do'),
      resources: form,
      objects: [
        `<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << ${form} >> /Length 6 >>\nstream\n/X0 Do\nendstream`,
      ],
    });
    expect((await readFile('loop.pdf', loop)).document?.text).toBe('[page 2]\nSecond page.');
  });

  it('of more pages than may be is too large', async () => {
    await expect(readPdfContent(Uint8Array.from(PDF), 2)).rejects.toMatchObject({ name: 'TooLarge' });
    expect((await readPdfContent(Uint8Array.from(PDF), 3)).parts.length).toBe(3);
  });

  it(`of over ${MAX_FILE_BYTES} bytes is a bad record, and of as many is not too large`, async () => {
    const most = Buffer.alloc(MAX_FILE_BYTES);
    expect((await readFile('a.pdf', most, Buffer.from('x'))).code).toBe('DOCUMENT_TOO_LARGE');
    expect((await readFile('a.pdf', most)).message).toMatch(/cut short/);
  });
});

describe('a DOCX', () => {
  it('is its headings and paragraphs, with title, author and day of its properties', async () => {
    const body = docxParagraph('The Heading', 'Heading1') + docxParagraph('Words &amp; more.');
    const properties =
      '<dc:title>A &amp; B</dc:title><dc:creator>Ann</dc:creator><dcterms:created x="y">2024-05-06T01:02:03Z</dcterms:created>';
    expect((await readFile('a.docx', makeDocx(body, properties))).document).toMatchObject({
      id: 'a.docx',
      title: 'A & B',
      text: 'The Heading\n\nWords & more.',
      date: '2024-05-06',
      metadata: { byline: 'Ann' },
    });
    expect((await readFile('a.docx', makeDocx(body))).document?.title).toBe('The Heading');
  });

  it.each([
    ['cut short', makeDocx(docxParagraph('a')).subarray(0, 300)],
    ['another archive', makeZip({ a: 'b' })],
    ['nested without end', makeDocx('<w:p>'.repeat(100_000) + '</w:p>'.repeat(100_000))],
  ])(
    'that is %s is a bad record',
    async (_, bytes) => {
      expect((await readFile('bad.docx', bytes)).code).toBe('DOCUMENT_UNREADABLE');
      expect((await readFile('good.docx', makeDocx(docxParagraph('still read')))).document?.text).toBe('still read');
    },
    60_000,
  );
});
