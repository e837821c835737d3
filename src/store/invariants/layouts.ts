import type { BlockTable } from '../../format/documents.ts';
import { documentsFooter, documentsHeader } from '../../format/documents-frame.ts';
import { DOCUMENTS_FILE, isSectionFile } from '../../format/file-names.ts';
import { PACKED_FORM, writeForm } from '../../format/frequent-list.ts';
import { planSectionFile, SECTION_ALIGNMENT } from '../../format/section-file.ts';
import { makeSlots, type StringTable } from '../../format/string-table.ts';
import type { IndexView } from '../index-view.ts';
import { FileRangeReader, SectionFileReader } from '../section-file-reader.ts';
import type { Findings } from './findings.ts';
import { areEqual } from './links.ts';

/**
 * Whether every byte is the one that the format gives to what a file holds: headers, padding, hash tables, front coding. No
 * answer depends on most of them, but two files with one content would have two hashes.
 *
 * @throws StillwebError INDEX_CORRUPT
 */
export function checkLayouts(view: IndexView, findings: Findings): void {
  const { index, ids, urls, attributes, postings, blocks, queryWeights } = view;
  for (const { name } of index.manifest.files) {
    if (isSectionFile(name) && !isPlainlyLaidOut(index.folder, name))
      findings.add('layout', `${name}: its header or its padding is not that of its sections`);
  }
  const tables = { ids, urls: urls.keys, sites: attributes.siteNames, languages: attributes.languageNames };
  const names = [...view.fields].flatMap(([name, column]) =>
    column.type === 'keyword' || column.type === 'set' ? [[name, column.names] as const] : [],
  );
  if (queryWeights !== null) names.push(['query weights', queryWeights.tokens]);
  for (const [what, table] of [...Object.entries(tables), ...names]) {
    if (!isTableAsMade(table)) findings.add('layout', `the table of ${what} is not the one of its strings`);
  }
  for (const [shard, { terms, frequentForms }] of postings.entries()) {
    if (!terms.isAsEncoded()) findings.add('layout', `shard ${shard}: its terms are written in another way`);
    if (index.manifest.postings === 'plain' && frequentForms.some((form) => form !== writeForm(PACKED_FORM)))
      findings.add('layout', `shard ${shard}: a list is not plain, as the manifest says`);
  }
  checkDocumentsFile(index.folder, blocks, findings);
}

/** Compares the header with the one of its own sections, and all that is between them with zeros. */
function isPlainlyLaidOut(folder: string, name: string): boolean {
  const reader = new SectionFileReader(folder, name, null);
  try {
    const sections = [...reader.sections.values()];
    const { header } = planSectionFile(reader.kind, sections);
    const found = new Uint8Array(header.length);
    reader.readAt(found, 0);
    return (
      areEqual(found, header) &&
      sections.every(({ offset, bytes }) => {
        const padding = new Uint8Array((SECTION_ALIGNMENT - (bytes % SECTION_ALIGNMENT)) % SECTION_ALIGNMENT);
        reader.readAt(padding, offset + bytes);
        return padding.every((byte) => byte === 0);
      })
    );
  } finally {
    reader.close();
  }
}

function isTableAsMade({ offsets, bytes, slots }: StringTable): boolean {
  const areRuns = offsets[0] === 0 && offsets.every((offset, i) => i === 0 || offset >= offsets[i - 1]);
  return areRuns && areEqual(slots, makeSlots(offsets, bytes));
}

/** The header, the blocks one behind the other, and the footer that lists them for other readers. */
function checkDocumentsFile(folder: string, blocks: BlockTable, findings: Findings): void {
  const reader = new FileRangeReader(folder, DOCUMENTS_FILE);
  try {
    const header = documentsHeader();
    const footer = documentsFooter(blocks);
    let end = header.length;
    let areNeighbours = true;
    for (const [block, at] of blocks.offset.entries()) {
      areNeighbours &&= at === end;
      end = at + blocks.metadata[block] + blocks.body[block];
    }
    const holds = (at: number, expected: Uint8Array): boolean => {
      const found = new Uint8Array(expected.length);
      reader.readAt(found, at);
      return areEqual(found, expected);
    };
    const isWhole = areNeighbours && end + footer.length === reader.bytes && holds(0, header) && holds(end, footer);
    if (!isWhole)
      findings.add('layout', `${DOCUMENTS_FILE} is more or less than a header, the blocks, and their footer`);
  } finally {
    reader.close();
  }
}
