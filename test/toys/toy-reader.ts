import type { CollectionDocument, CollectionReader } from '../../indexer/ingest/collection.ts';
import { checkWhole } from '../../indexer/ingest/document-check.ts';
import { registerReader } from '../../indexer/ingest/readers.ts';
import { recordFault, reportFault } from '../../indexer/ingest/record-fault.ts';

/**
 * A format that the house does not know, read by this file alone. Its records are sections, as in an INI file:
 *
 *   ; toy
 *   [an-id]
 *   title = A title
 *   text = And a text.
 */
const toyReader: CollectionReader = {
  name: 'toy',
  endings: ['.toy'],

  detect(_name, firstBytes) {
    return Buffer.from(firstBytes).toString('latin1').startsWith('; toy');
  },

  async *read(file, { onProblem }) {
    const chunks: Buffer[] = [];
    for await (const chunk of file.content) chunks.push(chunk);
    const { bytesRead } = file;
    for (const { document, line } of parseSections(Buffer.concat(chunks).toString())) {
      const location = { file: file.path, line };
      try {
        if (document.text === '') throw recordFault('FIELD_MISSING', location, 'has no text', { id: document.id });
        checkWhole(document, location);
      } catch (error) {
        reportFault(error, location, onProblem);
        continue;
      }
      yield [{ document, location, bytesRead }];
    }
  },
};

function parseSections(text: string): { document: CollectionDocument; line: number }[] {
  const sections: { document: { id: string; title: string; text: string }; line: number }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const [, id] = /^\[(.+)\]$/.exec(line) ?? [];
    const [, field, value] = /^(title|text) = (.*)$/.exec(line) ?? [];
    if (id !== undefined) sections.push({ document: { id, title: '', text: '' }, line: index + 1 });
    else if (field !== undefined) Object.assign(sections[sections.length - 1].document, { [field]: value });
  }
  return sections;
}

registerReader(toyReader);
