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

/** The name of a treatment, and what an experiment said to it. */
export interface ChosenTreatment {
  readonly name: string;
  /** JSON, with its members in an order that the experiment fixes. */
  readonly parameters?: unknown;
}

interface KeyedParts {
  readonly indexName: string;
  readonly shape: ShapeChoice | null;
  /** What is done to the answer, in order. */
  readonly treatments: readonly ChosenTreatment[];
}

export type KeyedRequest = KeyedParts &
  (
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

/** A key whose answer is treated. Its line is an object, that of a shape is a list. */
export function treatedKey(key: string, treatments: readonly ChosenTreatment[]): string {
  return treatments.length === 0 ? key : `${key}\n${JSON.stringify({ treatments })}`;
}

/** What a key was made of: whoever answers from it can depend on nothing that the key leaves out. */
export function readAnswerKey(key: string): KeyedRequest {
  const end = key.indexOf('\n');
  const requestKey = end === -1 ? key : key.slice(0, end);
  const { shape, treatments } = end === -1 ? PLAIN : readLines(key.slice(end + 1));
  // The kind stands second in the list; a search, the most frequent one, is parsed once.
  if (requestKey.startsWith('"search"', requestKey.indexOf(',') + 1)) {
    return { kind: 'search', shape, treatments, ...readRequestKey(requestKey) };
  }
  const [, kind, indexName, ...rest] = JSON.parse(requestKey);
  if (kind === 'links' || kind === 'original') return { kind, shape, treatments, indexName, id: rest[0] };
  if (kind === 'grep') return { kind, shape, treatments, indexName, request: readGrepKey(rest) };
  if (kind === 'walk') return { kind, shape, treatments, indexName, request: readWalk(rest) };
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
  return { kind: 'fetch', shape, treatments, indexName, request, isSingle: kind === 'document' };
}

/** A request of the native API that nothing is done to. */
const PLAIN: Pick<KeyedParts, 'shape' | 'treatments'> = { shape: null, treatments: [] };

/** What stands behind the request: a list is the shape, an object has the treatments. */
function readLines(text: string): typeof PLAIN {
  const lines = text.split('\n');
  const written = lines.find((line) => line.startsWith('['));
  const treated = lines.find((line) => line.startsWith('{'));
  return {
    shape: written === undefined ? null : readShape(written),
    treatments: treated === undefined ? [] : JSON.parse(treated).treatments,
  };
}

function readShape(text: string): ShapeChoice {
  const [name, parameters] = JSON.parse(text);
  return parameters === undefined ? { name } : { name, parameters };
}
