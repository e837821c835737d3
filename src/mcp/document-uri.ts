/**
 * The URI of a document as an MCP resource: `stillweb://NAME@ID/DOCUMENT`, the id of the document percent-encoded. What it names
 * never changes: the id of the index is a hash of all that an answer depends on.
 */
import type { IndexReference } from '../contract/index-reference.ts';

export const DOCUMENT_SCHEME = 'stillweb:';

export interface DocumentUri {
  readonly index: IndexReference;
  readonly id: string;
  /** Where the text starts, in UTF-16 code units; 0 where the URI says nothing. */
  readonly offset: number;
}

export function documentUri({ name, id }: { readonly name: string; readonly id: string }, document: string): string {
  return `${authorityOf(name, id)}/${encodeURIComponent(document)}`;
}

/** A template of RFC 6570 for the documents of an index. */
export function documentUriTemplate({ name, id }: { readonly name: string; readonly id: string }): string {
  return `${authorityOf(name, id)}/{id}{?offset}`;
}

function authorityOf(name: string, id: string): string {
  return `${DOCUMENT_SCHEME}//${encodeURIComponent(name)}@${id}`;
}

const FORM = /^stillweb:\/\/([^@/?#]+)@([^@/?#]+)\/([^?#]+)(?:\?offset=(\d{1,9}))?$/;

/** @returns null for what is no such URI */
export function parseDocumentUri(text: string): DocumentUri | null {
  const [, name, indexId, id, offset = '0'] = FORM.exec(text) ?? [];
  if (name === undefined) return null;
  try {
    return {
      index: { name: decodeURIComponent(name), id: indexId },
      id: decodeURIComponent(id),
      offset: Number(offset),
    };
  } catch {
    return null;
  }
}
