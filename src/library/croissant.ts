import type { FieldType } from '../contract/field-type.ts';
import { DOCUMENTS_FILE } from '../format/file-names.ts';
import type { Manifest } from '../format/manifest.ts';
import { type Citation, writeCitation } from '../store/citation.ts';

/**
 * The description of an exported index in Croissant 1.1, JSON-LD. Records are taken from a JSON array, whose values are read as they are;
 * from JSON Lines, the readers that there are guess types, and an id `007` becomes a number.
 *
 * @see https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html
 */

export const DOCUMENTS_JSON = 'documents.json';
export const ARCHIVE = 'index.tar';

/** A file that was written. */
export interface ExportedFile {
  readonly bytes: number;
  readonly sha256: string;
}

export interface ExportedIndex {
  readonly citation: Citation;
  readonly manifest: Manifest;
  readonly documents: ExportedFile;
  readonly archive: ExportedFile;
}

const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  arrayShape: 'cr:arrayShape',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  containedIn: 'cr:containedIn',
  cr: 'http://mlcommons.org/croissant/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  description: { '@container': '@language' },
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isArray: 'cr:isArray',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  name: { '@container': '@language' },
  parentField: 'cr:parentField',
  path: 'cr:path',
  rai: 'http://mlcommons.org/croissant/RAI/',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
} as const;

const TYPES = { keyword: 'sc:Text', set: 'sc:Text', number: 'sc:Float', date: 'sc:Date' } as const satisfies Record<
  FieldType,
  string
>;

/** The description, as JSON-LD. */
export function describeCroissant({ citation, manifest, documents, archive }: ExportedIndex): object {
  const { name, title, version, description, creators, published, licence, licenceUrl, source, swhid, id } = citation;
  const about = `${citation.documents} documents, and their index for ${citation.software}.`;
  const basis = (manifest.provenance.recipe?.inputs ?? []).flatMap(({ url }) => (url === undefined ? [] : [url]));
  return {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    name: title ?? name,
    alternateName: name,
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    description: description === undefined ? about : `${description}\n\n${about}`,
    ...((licenceUrl ?? licence) !== undefined && { license: licenceUrl ?? licence }),
    ...(isAddress(source) && { url: source }),
    ...(version !== undefined && { version }),
    ...(published !== undefined && { datePublished: published }),
    ...(creators !== undefined && {
      creator: creators.map((creator) => ({ '@type': 'sc:Organization', name: creator })),
    }),
    ...(basis.length > 0 && { isBasedOn: basis }),
    citeAs: writeCitation(citation, 'bibtex'),
    identifier: [swhid, `stillweb:${id}`],
    isLiveDataset: false,
    distribution: distributionOf(citation, manifest, documents, archive),
    recordSet: [
      {
        '@type': 'cr:RecordSet',
        '@id': 'documents',
        name: 'documents',
        description: 'A record for each document of the index, in its order.',
        key: { '@id': 'documents/id' },
        field: fieldsOf(manifest),
      },
    ],
  };
}

function isAddress(text: string | undefined): boolean {
  return text !== undefined && /^https?:\/\/\S+$/.test(text);
}

function distributionOf(
  { generation }: Citation,
  { files }: Manifest,
  documents: ExportedFile,
  archive: ExportedFile,
): object[] {
  const arrow = files.find(({ name }) => name === DOCUMENTS_FILE);
  const file = (name: string, about: string, encodingFormat: string, { bytes, sha256 }: ExportedFile) => ({
    '@type': 'cr:FileObject',
    '@id': name,
    name,
    description: about,
    contentUrl: name,
    contentSize: `${bytes} B`,
    encodingFormat,
    sha256,
  });
  return [
    file(DOCUMENTS_JSON, 'The documents, a JSON array with one object a line.', 'application/json', documents),
    file(ARCHIVE, 'The index, as stillweb pack writes it and stillweb unpack reads it.', 'application/x-tar', archive),
    ...(arrow === undefined
      ? []
      : [
          {
            ...file(DOCUMENTS_FILE, 'The documents in Apache Arrow.', 'application/vnd.apache.arrow.file', arrow),
            contentUrl: `${generation}/${DOCUMENTS_FILE}`,
            containedIn: { '@id': ARCHIVE },
          },
        ]),
  ];
}

function fieldsOf({ fields = [] }: Manifest): object[] {
  const field = (name: string, about: string, dataType: string, path = name, isRepeated = false) => ({
    '@type': 'cr:Field',
    '@id': `documents/${name}`,
    name: `documents/${name}`,
    description: about,
    dataType,
    ...(isRepeated && { isArray: true, arrayShape: '-1' }),
    source: { fileObject: { '@id': DOCUMENTS_JSON }, extract: { jsonPath: `$[*].${path}` } },
  });
  return [
    field('id', 'Unique in the collection.', 'sc:Text'),
    field('title', 'Empty where there is none.', 'sc:Text'),
    field('text', 'The text that is searched.', 'sc:Text'),
    field('url', 'Address of the document; null where it has none.', 'sc:URL'),
    field('date', 'Day of the document, YYYY-MM-DD; null where it has none.', 'sc:Date'),
    field('language', 'BCP 47, in lower case; null where it is not known.', 'sc:Text'),
    field('links', 'Ids or addresses that the document links to.', 'sc:Text', 'links', true),
    field('metadata', 'What else the source says, as the text of a JSON object; null where it is nothing.', 'sc:Text'),
    ...fields.map(({ name, type }) =>
      field(
        `fields/${name}`,
        `Typed field ${name}; null where the document has none.`,
        TYPES[type],
        `fields.${JSON.stringify(name)}`,
        type === 'set',
      ),
    ),
  ];
}
