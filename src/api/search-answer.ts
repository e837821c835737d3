/** The body of a search in its fixed order of keys, made where the search ran. */
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
 * @param hits for each query, each hit as JSON text
 * @throws RESPONSE_TOO_LARGE
 */
export function searchAnswer(shape: AnswerShape, hits: readonly (readonly string[])[]): SearchAnswer {
  const { queries } = shape;
  if (hits.length !== queries.length) {
    throw new TypeError(`searchAnswer: ${hits.length} lists of hits for ${queries.length} queries`);
  }
  const { name, id } = shape.index;
  writer.begin();
  writer.write(`{"index":${JSON.stringify({ name, id })},${shape.isBatch ? '"results":[' : ''}`);
  for (const [i, query] of queries.entries()) {
    if (i > 0) writer.write(',');
    writer.write(`${shape.isBatch ? '{' : ''}"query":${JSON.stringify(query)},"hits":[`);
    for (const [rank, hit] of hits[i].entries()) writer.write(rank === 0 ? hit : `,${hit}`);
    writer.write(shape.isBatch ? ']}' : ']');
  }
  writer.write(shape.isBatch ? ']}' : '}');
  return { body: writer.finish(), hits: hits.reduce((sum, list) => sum + list.length, 0) };
}

const FIRST_BYTES = 64 * 1024;

/** Collects text as UTF-8. Beyond the largest response it only counts, so that the refusal names the length. */
class BodyWriter {
  #memory = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #bytes = 0;

  begin(): void {
    this.#bytes = 0;
  }

  write(text: string): void {
    // A code unit takes at most three bytes.
    if (this.#bytes + text.length * 3 > this.#memory.length) {
      const bytes = this.#bytes + Buffer.byteLength(text);
      if (bytes > MAX_RESPONSE_BYTES) {
        this.#bytes = bytes;
        return;
      }
      this.#reserve(bytes);
    }
    this.#bytes += this.#memory.write(text, this.#bytes, 'utf8');
  }

  /** @throws RESPONSE_TOO_LARGE */
  finish(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes;
    if (bytes > MAX_RESPONSE_BYTES) {
      const message = `the answer has ${bytes} bytes; at most ${MAX_RESPONSE_BYTES} are sent`;
      throw new StillwebError('RESPONSE_TOO_LARGE', message, { bytes, maxBytes: MAX_RESPONSE_BYTES });
    }
    const body = this.#memory.subarray(0, bytes);
    // Large answers are rare, and their memory would stay with each worker.
    if (bytes > FIRST_BYTES * 16) this.#memory = Buffer.allocUnsafeSlow(FIRST_BYTES);
    return body;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#memory.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(bytes, this.#memory.length * 2));
    this.#memory.copy(grown, 0, 0, this.#bytes);
    this.#memory = grown;
  }
}

const writer = new BodyWriter();
