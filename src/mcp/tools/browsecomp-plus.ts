/** The two tools of BrowseComp-Plus: five results with as much of their texts as 512 of its tokens hold, and whole documents. */
import { Type } from '@sinclair/typebox';
import { MAX_ID_BYTES } from '../../limits.ts';
import { nameWithId, readDocument, toldDocument } from '../documents.ts';
import { defineTool, type ToolSet } from '../tool.ts';

const RESULTS = 5;
/** Of a text: 512 tokens of English have about as many characters. Its tokenizer is a model's own. */
const SNIPPET_CHARACTERS = 2_200;

const search = defineTool({
  name: 'search',
  title: 'Search the corpus',
  description: `Performs a search over the corpus and returns the top ${RESULTS} documents with docid, score and snippet. The snippet is the beginning of the document.`,
  input: Type.Object({ query: Type.String({ minLength: 1, description: 'What to look for.' }) }),
  output: Type.Object({
    result: Type.Array(Type.Object({ docid: Type.String(), score: Type.Integer(), snippet: Type.String() })),
  }),
  answer: async ({ query }, asker) => {
    const { index } = asker;
    const { hits } = await asker.search({
      query,
      k: RESULTS,
      snippet: false,
      text: true,
      maxChars: SNIPPET_CHARACTERS,
    });
    const result = hits.map(({ id, url, score, text = '' }) => ({
      docid: toldDocument(index, { id, url }).id,
      score,
      snippet: text,
    }));
    return { index: nameWithId(index), structured: { result }, text: JSON.stringify(result) };
  },
});

const getDocument = defineTool({
  name: 'get_document',
  title: 'Read a document',
  description: 'Retrieves the full text of a document by its docid.',
  input: Type.Object({ docid: Type.String({ minLength: 1, maxLength: 4 * MAX_ID_BYTES }) }),
  output: Type.Object({ docid: Type.String(), text: Type.String() }),
  answer: async ({ docid }, asker) => {
    const document = await readDocument(asker, docid);
    const { id } = toldDocument(document.index, document);
    return { index: nameWithId(document.index), structured: { docid: id, text: document.text } };
  },
});

export const browsecompPlus: ToolSet = {
  name: 'browsecomp-plus',
  instructions: 'A fixed corpus of documents: search finds documents, get_document reads one.',
  tools: [search, getDocument],
};
