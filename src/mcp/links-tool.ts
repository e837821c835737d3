/** `links`: the neighbours of a document in the link graph of the collection. */
import { Type } from '@sinclair/typebox';
import type { LinkedDocument } from '../contract/search.ts';
import { MAX_ID_BYTES, MAX_LINKS } from '../limits.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import { findDocument, nameWithId, toldDocument } from './documents.ts';
import { defineTool, type McpTool } from './tool.ts';

/** Links of each direction on one page. */
const PAGE_LINKS = 100;
const MAX_PAGE_LINKS = 1000;

const Linked = Type.Array(Type.Object({ id: Type.String(), title: Type.String(), url: Type.String() }));
const Total = Type.Integer({ description: 'How many there are in all.' });

export const links: McpTool = defineTool({
  name: 'links',
  title: 'Follow links',
  description:
    'Lists documents of the collection that one links to (outgoing), and those that link to it (incoming). Links that lead out of the collection are left out.',
  input: Type.Object(
    {
      id: Type.String({ minLength: 1, maxLength: 4 * MAX_ID_BYTES, description: 'The id of a search result.' }),
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: MAX_PAGE_LINKS,
          default: PAGE_LINKS,
          description: 'Links of each direction.',
        }),
      ),
      offset: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: MAX_LINKS,
          default: 0,
          description: 'Links of each direction to pass over: the next of the answer before.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    id: Type.String(),
    outgoing: Linked,
    outgoingTotal: Total,
    incoming: Linked,
    incomingTotal: Total,
    index: Type.String({ description: 'NAME@ID of the collection that answered.' }),
    next: Type.Union([Type.Integer(), Type.Null()], { description: 'The next offset; null where all are told.' }),
  }),
  answer: async ({ id: reference, limit = PAGE_LINKS, offset = 0 }, asker) => {
    const { index, id } = await findDocument(asker, reference);
    const { outgoing, incoming } = await asker.links(id, index);
    const end = offset + limit;
    return {
      index: nameWithId(index),
      structured: {
        id: toldDocument(index, { id, url: null }).id,
        outgoing: tellAll(index, outgoing.slice(offset, end)),
        outgoingTotal: outgoing.length,
        incoming: tellAll(index, incoming.slice(offset, end)),
        incomingTotal: incoming.length,
        index: nameWithId(index),
        next: end < Math.max(outgoing.length, incoming.length) ? end : null,
      },
    };
  },
});

function tellAll(index: ServedIndex, documents: readonly LinkedDocument[]): object[] {
  return documents.map(({ id, url, title }) => {
    const told = toldDocument(index, { id, url });
    return { id: told.id, title, url: told.url };
  });
}
