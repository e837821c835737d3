import type { CollectionSource } from '../format/collection-source.ts';
import type { Manifest } from '../format/manifest.ts';
import { defaultName } from './layout.ts';
import { readManifest, verifyFiles } from './open.ts';
import { identifyFolder } from './tree-identifier.ts';

/** How a citation is written: a line, an entry of BibTeX, or a file CITATION.cff. */
export const CITATION_FORMS = ['text', 'bibtex', 'cff'] as const;
export type CitationForm = (typeof CITATION_FORMS)[number];

export interface Citation extends CollectionSource {
  readonly name: string;
  readonly software: string;
  readonly id: string;
  /** Absent where the index is known by its manifest alone. */
  readonly generation?: string;
  readonly documents: number;
  /** SWHID of the folder of the generation; absent where its files have not been read for it. */
  readonly swhid?: string;
}

/** How a paper names an index, as far as its manifest tells. @param name of the index */
export function citationOf(name: string, { id, counts, provenance }: Manifest): Citation {
  return { ...provenance.collection, name, software: provenance.software, id, documents: counts.documents };
}

/** How a paper names an index. All files are compared with their hashes first. @param directory absolute */
export function describeCitation(directory: string): Citation {
  const { current, folder, manifest } = readManifest(directory);
  verifyFiles(
    folder,
    manifest,
    manifest.files.map(({ name }) => name),
  );
  return {
    ...citationOf(current.name ?? defaultName(directory), manifest),
    generation: current.generation,
    swhid: identifyFolder(folder, manifest),
  };
}

export function writeCitation(citation: Citation, form: CitationForm): string {
  if (form === 'bibtex') return bibtexOf(citation);
  return form === 'cff' ? cffOf(citation) : lineOf(citation);
}

function lineOf(citation: Citation): string {
  const { name, title, version, software, id, documents, swhid, licence, licenceUrl, source } = citation;
  const what = title === undefined ? name : `${title} (${name})`;
  const edition = version === undefined ? '' : `, version ${version}`;
  const sentences = [
    `${what}${edition}, an index of ${documents} documents by ${software}`,
    `Index id ${id}`,
    ...(swhid === undefined ? [] : [swhid]),
  ];
  if (licence !== undefined) sentences.push(`Licence ${licence}${licenceUrl === undefined ? '' : ` (${licenceUrl})`}`);
  if (source !== undefined) sentences.push(source);
  return sentences.join('. ').replace(/\s+/g, ' ');
}

function bibtexOf(citation: Citation): string {
  const { name, title, version, software, id, documents, swhid, licence, licenceUrl, source, creators, published } =
    citation;
  const isAddress = source !== undefined && /^https?:\/\/\S+$/.test(source);
  const notes = [
    `Index of ${documents} documents by ${software}`,
    `Index id ${id}`,
    ...(swhid === undefined ? [] : [swhid]),
  ];
  if (licence !== undefined) notes.push(`Licence ${licence}`);
  if (licenceUrl !== undefined) notes.push(licenceUrl);
  if (source !== undefined && !isAddress) notes.push(source);
  const fields: [string, string | undefined][] = [
    // Braces in braces: a group is one author, whatever words are in its name.
    ['author', creators?.map((creator) => `{${escapeTex(creator)}}`).join(' and ')],
    ['title', `{${escapeTex(title ?? name)}}`],
    ['version', version === undefined ? undefined : escapeTex(version)],
    ['year', published?.slice(0, 4)],
    ['url', isAddress ? source.replace(/[{}\\]/g, encodeURIComponent) : undefined],
    ['note', escapeTex(notes.join('. '))],
  ];
  const written = fields.flatMap(([field, value]) => (value === undefined ? [] : [`  ${field} = {${value}}`]));
  return `@misc{${name.replace(/[^A-Za-z0-9-]/g, '-')}-${id.slice(0, 8)},\n${written.join(',\n')}\n}`;
}

const TEX_SIGNS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

function escapeTex(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\{}$&#%_~^]/g, (sign) => TEX_SIGNS[sign] ?? `\\${sign}`);
}

/** As https://citation-file-format.github.io, version 1.2.0. Strings are those of JSON, which YAML reads as they are. */
function cffOf(citation: Citation): string {
  const { name, title, version, software, id, documents, swhid, licence, licenceUrl, source, creators, published } =
    citation;
  const quoted = (text: string): string => JSON.stringify(text);
  const isSpdx = licence !== undefined && /^[A-Za-z0-9.+-]+$/.test(licence);
  const lines = [
    'cff-version: 1.2.0',
    'message: "If you use this index, please cite it as below."',
    'type: dataset',
    `title: ${quoted(title ?? name)}`,
    'authors:',
    ...(creators ?? [software]).map((creator) => `  - name: ${quoted(creator)}`),
  ];
  if (version !== undefined) lines.push(`version: ${quoted(version)}`);
  if (published !== undefined) lines.push(`date-released: ${quoted(published)}`);
  if (isSpdx) lines.push(`license: ${quoted(licence)}`);
  if (licenceUrl !== undefined && /^https?:/.test(licenceUrl)) lines.push(`license-url: ${quoted(licenceUrl)}`);
  if (source !== undefined && /^https?:\/\/\S+$/.test(source)) lines.push(`url: ${quoted(source)}`);
  const about = `Index of ${documents} documents by ${software}.`;
  const words = licence !== undefined && !isSpdx ? ` Licence: ${licence}` : '';
  lines.push(`abstract: ${quoted(`${about}${words}`)}`);
  lines.push('identifiers:');
  if (swhid !== undefined) lines.push('  - type: swh', `    value: ${quoted(swhid)}`);
  lines.push('  - type: other', `    value: ${quoted(id)}`, '    description: "index id"');
  return lines.join('\n');
}
