import mammoth from 'mammoth';
// The package reads the names of the parts with this, and offers no door to the properties of a document.
import { openZip } from 'mammoth/lib/unzip.js';
import { decodeReferences } from './character-reference.ts';
import type { FileContent } from './file-content.ts';

const PROPERTIES = 'docProps/core.xml';
/** Longer ones are no properties. */
const MAX_PROPERTIES_CHARACTERS = 65_536;

/**
 * A DOCX as HTML, by mammoth: headings, lists, tables and links as the styles of the document say; without pictures. To be called in a
 * thread that can be ended.
 * @throws Error for a file that is encrypted, cut short or no DOCX
 */
export async function readDocxContent(bytes: Uint8Array): Promise<FileContent> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
  const { value } = await mammoth.convertToHtml({ buffer }, { convertImage, externalFileAccess: false });
  return { parts: [value], ...(await readProperties(buffer)) };
}

async function readProperties(buffer: Buffer): Promise<Omit<FileContent, 'parts'>> {
  const zip = await openZip({ buffer });
  const xml = zip.exists(PROPERTIES) ? await zip.read(PROPERTIES, 'utf-8') : '';
  const read = (name: string): string | undefined => {
    const [, value] = new RegExp(`<${name}(?: [^<>]*)?>([^<>]*)</`).exec(xml.slice(0, MAX_PROPERTIES_CHARACTERS)) ?? [];
    return value === undefined || value.trim() === '' ? undefined : decodeReferences(value.trim());
  };
  return {
    title: read('dc:title'),
    author: read('dc:creator'),
    date: read('dcterms:created'),
    language: read('dc:language'),
  };
}
