/** From a request and a source to the body that is sent. */
import type { KeyedRequest } from '../contract/answer-key.ts';
import { checkAnswerSize } from '../contract/answer-size.ts';
import type { OutLinks, PlacedDocument } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import type { Checkpoint } from '../retrieval/search-pipeline.ts';
import type { AnswerFrame, FoundHits } from './answer-shape.ts';
import { findShape } from './answer-shapes.ts';
import type { AnswerSource } from './answer-source.ts';
import { treatSource } from './treatment.ts';
import { type AnswerNotes, type WrittenAnswer, writeBody } from './written-answer.ts';

/**
 * The whole answer to a request, in the shape that its key names, under the treatments that it names.
 *
 * @param takesNotes whether the answer says which documents it tells of
 * @param keep makes the body one's own, at once: the next answer of this thread is written to the same memory. Default: a copy
 *
 * @throws StillwebError RESPONSE_TOO_LARGE, and what the source throws
 */
export async function answerFrom(
  untreated: AnswerSource,
  asked: KeyedRequest,
  checkpoint: Checkpoint,
  keep: (body: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> = copyOf,
  takesNotes = false,
): Promise<WrittenAnswer> {
  const source = treatSource(untreated, asked.treatments);
  const { name, id } = source;
  const noted = (notes: () => AnswerNotes): Pick<WrittenAnswer, 'notes'> => {
    if (!takesNotes) return {};
    const { remarks: said = [], ...taken } = notes();
    const remarks = [...said, ...(source.remarks?.() ?? [])];
    return { notes: { ...taken, ...(remarks.length > 0 && { remarks }) } };
  };
  const shape = findShape(asked.shape?.name ?? null);
  const frame = { index: { name, id }, parameters: asked.shape?.parameters };
  const leading = async (ids: () => readonly (string | null)[]): Promise<Pick<AnswerFrame, 'outLinks'>> =>
    shape.tellsLinks?.(frame.parameters) === true ? { outLinks: await outLinksOf(source, ids(), checkpoint) } : {};
  const missing = (): never => {
    throw new TypeError(`the shape ${shape.name} writes no answer to ${asked.kind}`);
  };
  switch (asked.kind) {
    case 'search': {
      const { request, isBatch } = asked;
      const found = await source.search(request, checkpoint);
      const links = await leading(() => found.flatMap((each) => each.hits().map((hit) => hit.id)));
      const body = writeBody((out) => {
        if (shape.writeSearch === undefined) missing();
        else shape.writeSearch({ ...frame, ...links, request, isBatch, found }, out);
      });
      const hits = found.reduce((sum, { count }) => sum + count, 0);
      return {
        body: keep(body),
        hits,
        ...noted(() => ({
          hits: found.map(idsOf),
          ...legsOf(found),
          remarks: found.flatMap((each) => each.notes ?? []),
        })),
      };
    }
    case 'fetch': {
      const documents = await source.fetch(asked.request, checkpoint);
      const { isSingle } = asked;
      if (asked.request.view !== undefined) refuseUnviewed(documents, name);
      const links = await leading(() => documents.map((document) => document.id));
      const body = writeBody((out) => {
        if (shape.writeFetch === undefined) missing();
        else shape.writeFetch({ ...frame, ...links, documents, isSingle }, out);
      });
      return { body: keep(body), hits: null, ...noted(() => ({ opened: openedOf(documents) })) };
    }
    case 'grep': {
      const { request } = asked;
      if (source.grep === undefined) {
        throw new StillwebError('UNSUPPORTED', `the index ${name} has no texts to look through`, { index: name });
      }
      const page = await source.grep(request, checkpoint);
      const body = writeBody((out) => {
        if (shape.writeGrep === undefined) missing();
        else shape.writeGrep({ ...frame, request, page }, out);
      });
      const greppedIds = (): string[] => [...new Set(page.matches.map((match) => match.id))];
      return { body: keep(body), hits: page.matches.length, ...noted(() => ({ hits: [greppedIds()] })) };
    }
    case 'links': {
      const links = await source.links(asked.id, checkpoint);
      const body = writeBody((out) => {
        if (shape.writeLinks === undefined) missing();
        else shape.writeLinks({ ...frame, links }, out);
      });
      return { body: keep(body), hits: null, ...noted(() => ({ opened: [links.id] })) };
    }
    case 'original': {
      const original = (await source.original?.(asked.id)) ?? null;
      if (original === null) {
        const what = `the index ${name} keeps no original of the document ${JSON.stringify(asked.id)}`;
        throw new StillwebError('ORIGINAL_NOT_FOUND', what, { id: asked.id, index: name });
      }
      const notes = noted(() => ({ opened: [asked.id] }));
      return { body: original.bytes, mediaType: original.type, hits: null, ...notes };
    }
    case 'walk': {
      const { request } = asked;
      if (source.walk === undefined) {
        throw new StillwebError('UNSUPPORTED', `the index ${name} has no links to follow`, { index: name });
      }
      const documents = await source.walk(request, checkpoint);
      const links = await leading(() => documents.map((document) => document.id));
      const body = writeBody((out) => {
        if (shape.writeWalk === undefined) missing();
        else shape.writeWalk({ ...frame, ...links, request, documents }, out);
      });
      // Of a document whose names alone are told nothing was read.
      const told = (): AnswerNotes =>
        request.textChars > 0 ? { opened: openedOf(documents) } : { hits: [openedOf(documents)] };
      return { body: keep(body), hits: null, ...noted(told) };
    }
  }
}

function idsOf(found: FoundHits): readonly string[] {
  return found.ids?.() ?? found.hits().map(({ id }) => id);
}

/** Nothing where one of the lists is not as the legs gave it. */
function legsOf(found: readonly FoundHits[]): Pick<AnswerNotes, 'legs'> {
  const legs = found.flatMap((each) => each.legs?.() ?? []);
  return legs.length === found.length ? { legs } : {};
}

function openedOf(documents: readonly PlacedDocument[]): string[] {
  return documents.flatMap(({ id, error }) => (id === null || error?.code === 'DOCUMENT_NOT_FOUND' ? [] : [id]));
}

/** A source that passes over what it does not know would answer another question. @throws StillwebError UNSUPPORTED */
function refuseUnviewed(documents: readonly PlacedDocument[], index: string): void {
  if (documents.every(({ next, error }) => next !== undefined || error !== undefined)) return;
  throw new StillwebError('UNSUPPORTED', `the index ${index} reads ranges of texts, and no more of them`, { index });
}

/** Of each document once. @throws StillwebError RESPONSE_TOO_LARGE when they are together more than an answer holds */
async function outLinksOf(
  source: AnswerSource,
  ids: readonly (string | null)[],
  checkpoint: Checkpoint,
): Promise<ReadonlyMap<string, OutLinks>> {
  const found = new Map<string, OutLinks>();
  let characters = 0;
  for (const id of ids) {
    if (id === null || found.has(id) || source.outLinks === undefined) continue;
    const links = await source.outLinks(id, checkpoint);
    found.set(id, links);
    for (const { id, url, title } of links.documents) characters += (url ?? id).length + title.length;
    for (const link of links.written) characters += link.length;
    checkAnswerSize(characters);
  }
  return found;
}

/** Not `slice`, which of a Buffer is the same memory. */
function copyOf(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(body);
}
