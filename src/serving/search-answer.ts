/** The body of a search in its fixed order of keys, made where the search ran. */
import { JsonWriter } from '../bytes/json-writer.ts';
import { StillwebError } from '../errors.ts';
import { MAX_RESPONSE_BYTES } from '../limits.ts';

/** What the thread that speaks HTTP sends as it is. */
export interface SearchAnswer {
  /** JSON in UTF-8. */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly hits: number;
}

/** What shapes the body beside the hits. */
export interface AnswerShape {
  readonly index: { readonly name: string; readonly id: string };
  readonly queries: readonly string[];
  /** The answer has `results`, even for one query. */
  readonly isBatch: boolean;
}

/**
 * The body stands in memory that the next call uses again.
 *
 * @param writeHits writes the hits of the query with this number, without brackets around them
 * @returns the body as JSON in UTF-8
 * @throws RESPONSE_TOO_LARGE
 */
export function searchBody(
  shape: AnswerShape,
  writeHits: (query: number, out: JsonWriter) => void,
): Uint8Array<ArrayBuffer> {
  const { name, id } = shape.index;
  writer.begin();
  writer.text(`{"index":${JSON.stringify({ name, id })},${shape.isBatch ? '"results":[' : ''}`);
  for (const [i, query] of shape.queries.entries()) {
    if (i > 0) writer.ascii(',');
    writer.text(`${shape.isBatch ? '{' : ''}"query":${JSON.stringify(query)},"hits":[`);
    writeHits(i, writer);
    writer.ascii(shape.isBatch ? ']}' : ']');
  }
  writer.ascii(shape.isBatch ? ']}' : '}');
  const { bytes } = writer;
  if (bytes > MAX_RESPONSE_BYTES) {
    const message = `the answer has ${bytes} bytes; at most ${MAX_RESPONSE_BYTES} are sent`;
    throw new StillwebError('RESPONSE_TOO_LARGE', message, { bytes, maxBytes: MAX_RESPONSE_BYTES });
  }
  return writer.finish();
}

const writer = new JsonWriter(64 * 1024, MAX_RESPONSE_BYTES);
