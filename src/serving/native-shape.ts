/** The bodies of the native API in their fixed order of keys. Nothing in them changes from call to call. */
import type { FetchedDocument, LinkedDocument } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import type { AnswerIndex, AnswerShape } from './answer-shape.ts';

/** Longest part of a caller's text that an error repeats. */
const MAX_ECHO = 200;

export const nativeShape: AnswerShape = {
  name: 'native',

  writeSearch({ index, request, isBatch, found }, out) {
    out.text(`{"index":${reference(index)},${isBatch ? '"results":[' : ''}`);
    for (const [i, query] of request.queries.entries()) {
      if (i > 0) out.ascii(',');
      out.text(`${isBatch ? '{' : ''}"query":${JSON.stringify(query)},"hits":[`);
      found[i].write(out);
      out.ascii(isBatch ? ']}' : ']');
    }
    out.ascii(isBatch ? ']}' : '}');
  },

  writeFetch({ index, documents, isSingle }, out) {
    if (isSingle) {
      const [{ id, error }] = documents;
      if (error !== undefined) {
        throw new StillwebError(error.code, error.message, { id: (id ?? '').slice(0, MAX_ECHO).toWellFormed() });
      }
    }
    out.text(`{"index":${reference(index)},${isSingle ? '"document":' : '"documents":['}`);
    for (const [i, document] of documents.entries()) {
      out.text(`${i === 0 ? '' : ','}${JSON.stringify(orderDocument(document))}`);
    }
    out.ascii(isSingle ? '}' : ']}');
  },

  writeLinks({ index, links }, out) {
    out.text(`{"index":${reference(index)},"id":${JSON.stringify(links.id)}`);
    out.text(`,"outgoing":${JSON.stringify(links.outgoing.map(orderLinked))}`);
    out.text(`,"incoming":${JSON.stringify(links.incoming.map(orderLinked))}}`);
  },
};

function reference({ name, id }: AnswerIndex): string {
  return JSON.stringify({ name, id });
}

function orderDocument(document: FetchedDocument): FetchedDocument {
  const { id, url, title, text, range, date, language, metadata, links, error } = document;
  return {
    id,
    url,
    title,
    text,
    range: range && { start: range.start, end: range.end, total: range.total },
    date,
    language,
    metadata,
    links,
    error: error && { code: error.code, message: error.message },
  };
}

function orderLinked({ id, url, title }: LinkedDocument): LinkedDocument {
  return { id, url, title };
}
