import { deflateSync } from 'node:zlib';

export interface PdfParts {
  /** The lines of each page; an empty one is a gap. */
  readonly pages: readonly (readonly string[])[];
  /** Entries of the information dictionary, such as `/Title (A)`. */
  readonly info?: string;
  /** Entries of the trailer. */
  readonly trailer?: string;
  /** Entries of the page tree instead of its own. */
  readonly tree?: string;
  /** The content of the first page instead of its lines. */
  readonly content?: Buffer;
  /** Entries of the resources of every page, beside its font. */
  readonly resources?: string;
  /** More objects, numbered from 100, with their number. */
  readonly objects?: readonly string[];
}

/** A small PDF with one font, as text where it can be. */
export function makePdf({
  pages,
  info = '',
  trailer = '',
  tree,
  content,
  resources = '',
  objects = [],
}: PdfParts): Buffer {
  const kids = pages.map((_, at) => `${10 + 2 * at} 0 R`).join(' ');
  const parts: [number, Buffer][] = [
    [1, Buffer.from('<< /Type /Catalog /Pages 2 0 R >>')],
    [2, Buffer.from(tree ?? `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`)],
    [3, Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')],
    [4, Buffer.from(`<< ${info} >>`)],
  ];
  for (const [at, lines] of pages.entries()) {
    const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${11 + 2 * at} 0 R`;
    parts.push([10 + 2 * at, Buffer.from(`${page} /Resources << /Font << /F1 3 0 R >> ${resources} >> >>`)]);
    parts.push([11 + 2 * at, streamOf(at === 0 && content !== undefined ? content : Buffer.from(drawn(lines)))]);
  }
  for (const [at, object] of objects.entries()) parts.push([100 + at, Buffer.from(object)]);
  return assemble(parts, `/Root 1 0 R /Info 4 0 R ${trailer}`);
}

function drawn(lines: readonly string[]): string {
  const shown = lines
    .map((line, at) => `1 0 0 1 72 ${720 - 14 * at} Tm (${line}) Tj`)
    .filter((_, at) => lines[at] !== '');
  return `BT /F1 12 Tf ${shown.join('\n')} ET`;
}

function streamOf(content: Buffer): Buffer {
  const packed = deflateSync(content);
  return Buffer.concat([
    Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`),
    packed,
    Buffer.from('\nendstream'),
  ]);
}

function assemble(parts: readonly [number, Buffer][], trailer: string): Buffer {
  const written: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets = new Map<number, number>();
  let offset = written[0].length;
  for (const [number, body] of parts) {
    offsets.set(number, offset);
    const object = Buffer.concat([Buffer.from(`${number} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    written.push(object);
    offset += object.length;
  }
  const size = (parts.at(-1)?.[0] ?? 0) + 1;
  const rows = Array.from({ length: size }, (_, number) => {
    const at = offsets.get(number);
    return at === undefined ? '0000000000 65535 f \n' : `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  written.push(
    Buffer.from(
      `xref\n0 ${size}\n${rows.join('')}trailer\n<< /Size ${size} ${trailer} >>\nstartxref\n${offset}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(written);
}
