/** The body of an answer, made in the thread that searched, so that the thread of the door only sends it. */
import { JsonWriter } from '../bytes/json-writer.ts';
import { StillwebError } from '../errors.ts';
import { MAX_RESPONSE_BYTES } from '../limits.ts';
import type { NotedLegs } from './noted-legs.ts';

/** Which documents an answer tells of. */
export interface AnswerNotes {
  /** Ids of the hits of each query, in the order of their ranks; absent for what is no search. */
  readonly hits?: readonly (readonly string[])[];
  /** What the legs gave to the hits of each query; absent where nobody can say, such as under a treatment that makes lists anew. */
  readonly legs?: readonly NotedLegs[];
  /** Ids of the documents whose text, links or original was read, in the order of the answer. */
  readonly opened?: readonly string[];
  /** What the answer says beside what it tells, a sentence each; absent for nothing. */
  readonly remarks?: readonly string[];
}

export interface WrittenAnswer {
  /** JSON in UTF-8, where `mediaType` says nothing else. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Of an original, as it came with it: nobody has looked whether the bytes are that. */
  readonly mediaType?: string;
  /** Hits of all queries of a search; null for what is no search. */
  readonly hits: number | null;
  /** Present where they were asked for. */
  readonly notes?: AnswerNotes;
  /** `answerDigest` of what determines the body, where somebody has found it already. */
  readonly digest?: string;
  /** How long the request waited for a worker, in milliseconds; absent where the backend has no queue of its own. */
  readonly waitedMs?: number;
}

/** The body as a value, for a caller in this program. */
// biome-ignore lint/suspicious/noExplicitAny: who asked knows what the body of the answer is
export function parseAnswer({ body }: Pick<WrittenAnswer, 'body'>): any {
  return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
}

const writer = new JsonWriter(64 * 1024, MAX_RESPONSE_BYTES);

/**
 * @param write the whole body
 * @returns the body, in memory that the next body of this thread is written to
 * @throws StillwebError RESPONSE_TOO_LARGE, and what `write` throws
 */
export function writeBody(write: (out: JsonWriter) => void): Uint8Array<ArrayBuffer> {
  writer.begin();
  write(writer);
  const { bytes } = writer;
  if (bytes <= MAX_RESPONSE_BYTES) return writer.finish();
  const message = `the answer has ${bytes} bytes; at most ${MAX_RESPONSE_BYTES} are sent`;
  throw new StillwebError('RESPONSE_TOO_LARGE', message, { bytes, maxBytes: MAX_RESPONSE_BYTES });
}
