import type { CollectedDocument, CollectionFile, CollectionReader, ReadOptions } from './collection.ts';
import type { Dialect } from './delimited-table.ts';

/** CSV as RFC 4180 has it: a header, quotes around what holds commas, quotes or line ends. Also with `;` or tabs. */
export const csvReader: CollectionReader = {
  name: 'csv',
  endings: ['.csv'],
  read: (file, options) => readLater(file, options, { isQuoted: true, findColumns: (first) => first }),
};

/**
 * Tab-separated values: a header, and no quotes, as the media type has it.
 *
 * Without a header two columns are id and text, and four are id, URL, title and text: the files of MS MARCO. Other tables have two
 * columns as well, so that the first row must look like it: an id with a digit, or a text of several words, and no number as text.
 * @see https://www.iana.org/assignments/media-types/text/tab-separated-values
 */
export const tsvReader: CollectionReader = {
  name: 'tsv',
  endings: ['.tsv', '.tab'],
  read: (file, options) => readLater(file, options, { isQuoted: false, findColumns: nameColumns }),
};

function nameColumns(first: readonly string[], hasHeader: boolean): readonly string[] | null {
  if (hasHeader) return first;
  const [id] = first;
  const text = first[first.length - 1];
  if (!(/[0-9]/.test(id) || /\S\s+\S/.test(text)) || /^[-+0-9.,:eE%\s]+$/.test(text)) return null;
  if (first.length === 2) return ['id', 'text'];
  return first.length === 4 ? ['id', 'url', 'title', 'text'] : null;
}

/** The parser is loaded with the first table. */
async function* readLater(
  file: CollectionFile,
  options: ReadOptions,
  dialect: Dialect,
): AsyncGenerator<Iterable<CollectedDocument>> {
  const { readTable } = await import('./delimited-table.ts');
  yield* readTable(file, options, dialect);
}
