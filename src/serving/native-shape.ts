/** The bodies of the native API in their fixed order of keys. Nothing in them changes from call to call. */
import { JsonText } from '../bytes/json-text.ts';
import type { GrepMatch } from '../contract/grep.ts';
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
      const { coverage, corrections, notes } = found[i];
      out.text(`${isBatch ? '{' : ''}"query":${JSON.stringify(query)}`);
      if (coverage !== undefined) out.text(`,"coverage":${coverage}`);
      if (corrections !== undefined) out.text(`,"corrections":${JSON.stringify(corrections)}`);
      if (notes !== undefined) out.text(`,"notes":${JSON.stringify(notes)}`);
      out.ascii(',"hits":[');
      found[i].write(out);
      out.ascii(isBatch ? ']}' : ']');
    }
    out.ascii(isBatch ? ']}' : '}');
  },

  /** No route asks for it: a dialect does, on the way to another answer. */
  writeWalk({ index, documents }, out) {
    out.text(`{"index":${reference(index)},"documents":[${documents.map(documentJson).join(',')}]}`);
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
      out.text(`${i === 0 ? '' : ','}${documentJson(document)}`);
    }
    out.ascii(isSingle ? '}' : ']}');
  },

  writeGrep({ index, page }, out) {
    out.text(`{"index":${reference(index)},"matches":[`);
    for (const [i, match] of page.matches.entries()) {
      out.text(`${i === 0 ? '' : ','}${JSON.stringify(orderMatch(match))}`);
    }
    const { scanned, documents, cutLines, next } = page;
    out.text(`],${JSON.stringify({ scanned, documents, cutLines, next }).slice(1)}`);
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

/** Metadata of an index are written as they are stored: parsed, their numbers would become doubles. */
function documentJson(document: FetchedDocument): string {
  const { id, url, title, text, range, date, language, metadata, links, fields, error } = document;
  const { lines, next, toc, moreHeadings, matches, moreMatches } = document;
  const shownRange = range && { start: range.start, end: range.end, total: range.total };
  const before = JSON.stringify({ id, url, title, text, range: shownRange, date, language });
  const viewed = { lines, next, toc, moreHeadings, matches, moreMatches };
  const behind = JSON.stringify({
    links,
    fields,
    ...viewed,
    error: error && { code: error.code, message: error.message },
  });
  const stored = metadata instanceof JsonText ? metadata.text : JSON.stringify(metadata);
  const between = stored === undefined ? '' : `,"metadata":${stored}`;
  return `${before.slice(0, -1)}${between}${behind === '{}' ? '' : ','}${behind.slice(1)}`;
}

function orderMatch({ id, url, title, line, start, end, text, highlights, before, after }: GrepMatch): GrepMatch {
  return { id, url, title, line, start, end, text, highlights, before, after };
}

function orderLinked({ id, url, title }: LinkedDocument): LinkedDocument {
  return { id, url, title };
}
