/** All that may shape an answer, as one text: the request, and the shape of the body that is written. */
import type { GrepRequest } from './grep.ts';
import { readView } from './reading-view.ts';
import { type KeyedSearch, readGrepKey, readRequestKey } from './request-key.ts';
import type { FetchRequest } from './search.ts';
import { readShownFields } from './shown-fields.ts';
import { readWalk, type WalkRequest } from './walk.ts';

/** The name of an answer shape, and what the request said to it. */
export interface ShapeChoice {
  readonly name: string;
  /** JSON, with its members in an order that the door fixes: equal requests must give equal texts. */
  readonly parameters?: unknown;
}

export type KeyedRequest = { readonly indexName: string; readonly shape: ShapeChoice | null } & (
  | ({ readonly kind: 'search' } & KeyedSearch)
  /** `isSingle`: one document was asked for by its path, and is no list. */
  | { readonly kind: 'fetch'; readonly request: FetchRequest; readonly isSingle: boolean }
  | { readonly kind: 'grep'; readonly request: GrepRequest }
  | { readonly kind: 'links'; readonly id: string }
  | { readonly kind: 'original'; readonly id: string }
  | { readonly kind: 'walk'; readonly request: WalkRequest }
);

/** A request key of the native API for another shape. JSON holds no line break, so the line tells them apart. */
export function shapedKey(requestKey: string, shape: ShapeChoice | null): string {
  if (shape === null) return requestKey;
  const { name, parameters } = shape;
  return `${requestKey}\n${JSON.stringify(parameters === undefined ? [name] : [name, parameters])}`;
}

/** What a key was made of: whoever answers from it can depend on nothing that the key leaves out. */
export function readAnswerKey(key: string): KeyedRequest {
  const line = key.indexOf('\n');
  const requestKey = line < 0 ? key : key.slice(0, line);
  const shape = line < 0 ? null : readShape(key.slice(line + 1));
  // The kind stands second in the list; a search, the most frequent one, is parsed once.
  if (requestKey.startsWith('"search"', requestKey.indexOf(',') + 1)) {
    return { kind: 'search', shape, ...readRequestKey(requestKey) };
  }
  const [, kind, indexName, ...rest] = JSON.parse(requestKey);
  if (kind === 'links' || kind === 'original') return { kind, shape, indexName, id: rest[0] };
  if (kind === 'grep') return { kind, shape, indexName, request: readGrepKey(rest) };
  if (kind === 'walk') return { kind, shape, indexName, request: readWalk(rest) };
  const [ids, urls, offset, maxChars, find, ...named] = rest.map((member: unknown) => member ?? undefined);
  const numbers = named.find(Array.isArray);
  const fields = readShownFields(named);
  const view = readView(named);
  const request = {
    ...{ ids, urls, offset, maxChars, find },
    ...(numbers !== undefined && { numbers }),
    ...(fields !== undefined && { fields }),
    ...(view !== undefined && { view }),
  };
  return { kind: 'fetch', shape, indexName, request, isSingle: kind === 'document' };
}

function readShape(text: string): ShapeChoice {
  const [name, parameters] = JSON.parse(text);
  return parameters === undefined ? { name } : { name, parameters };
}
