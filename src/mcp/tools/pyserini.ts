/** The tools of Pyserini's MCP server that ask indexes; those that evaluate are commands here. */
import { Type } from '@sinclair/typebox';
import { parseIndexReference } from '../../contract/index-reference.ts';
import { MAX_ID_BYTES } from '../../limits.ts';
import type { ServedIndex } from '../../serving/search-backend.ts';
import { nameWithId, readDocument, toldDocument } from '../documents.ts';
import type { SnapshotAsker } from '../snapshot-asker.ts';
import { defineTool, type ToolSet } from '../tool.ts';

const MAX_HITS = 100;

const IndexName = Type.Optional(
  Type.String({ maxLength: 256, description: 'NAME or NAME@ID of list_indexes; default: the first.' }),
);

const search = defineTool({
  name: 'search',
  title: 'Search an index',
  description: 'Searches an index and returns the best hits with docid, score and the text of the document.',
  input: Type.Object({
    query: Type.Union([
      Type.String({ minLength: 1 }),
      Type.Object({ query_txt: Type.String({ minLength: 1 }) }, { description: 'The form with qid and query_txt.' }),
    ]),
    index: IndexName,
    hits: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_HITS, default: 10 })),
  }),
  output: Type.Object({
    result: Type.Array(Type.Object({ docid: Type.String(), score: Type.Integer(), doc: Type.String() })),
  }),
  answer: async ({ query, index: name, hits: k = 10 }, asker) => {
    const index = indexOf(asker, name);
    const asked = typeof query === 'string' ? query : query.query_txt;
    const { hits } = await asker.search({ query: asked, k, snippet: false, text: true }, index);
    const result = hits.map(({ id, url, score, title, text = '' }) => ({
      docid: toldDocument(index, { id, url }).id,
      score,
      doc: title === '' ? text : `${title}\n${text}`,
    }));
    return { index: nameWithId(index), structured: { result } };
  },
});

const getDocument = defineTool({
  name: 'get_document',
  title: 'Read a document',
  description: 'Retrieves the full text of a document by its docid from an index.',
  input: Type.Object({ docid: Type.String({ minLength: 1, maxLength: 4 * MAX_ID_BYTES }), index: IndexName }),
  output: Type.Object({ docid: Type.String(), doc: Type.String(), url: Type.String(), title: Type.String() }),
  answer: async ({ docid, index: name }, asker) => {
    const document = await readDocument(asker, docid, {}, indexOf(asker, name));
    const { id, url } = toldDocument(document.index, document);
    const { title, text } = document;
    return { index: nameWithId(document.index), structured: { docid: id, doc: text, url, title } };
  },
});

const listIndexes = defineTool({
  name: 'list_indexes',
  title: 'List the indexes',
  description: 'Lists the indexes that can be searched.',
  input: Type.Object({ index_type: Type.Optional(Type.String({ description: 'Not used: all are listed.' })) }),
  output: Type.Object({ result: Type.Array(Type.String()) }),
  answer: async (_, asker) => ({
    index: nameWithId(asker.index),
    structured: { result: asker.indexes.map(({ name }) => name) },
  }),
});

const getIndex = defineTool({
  name: 'get_index',
  title: 'Describe an index',
  description: 'Says what an index holds.',
  input: Type.Object({ index_name: IndexName }),
  output: Type.Object({
    name: Type.String(),
    id: Type.String(),
    documents: Type.Integer(),
    passages: Type.Integer(),
    terms: Type.Integer(),
    modes: Type.Array(Type.String()),
    downloaded: Type.Boolean(),
  }),
  answer: async ({ index_name: asked }, asker) => {
    const index = indexOf(asker, asked);
    const { name, id, description } = index;
    const { documents, passages, terms, modes } = description;
    return { index: nameWithId(index), structured: { name, id, documents, passages, terms, modes, downloaded: true } };
  },
});

export const pyserini: ToolSet = {
  name: 'pyserini',
  instructions: 'Fixed indexes of documents: list_indexes names them, search asks one, get_document reads a document.',
  tools: [search, getDocument, listIndexes, getIndex],
};

/** @throws INDEX_NOT_FOUND, INDEX_ID_MISMATCH */
function indexOf(asker: SnapshotAsker, name: string | undefined): ServedIndex {
  return name === undefined || name === '' ? asker.index : asker.find(parseIndexReference(name));
}
