import { hash } from 'node:crypto';

/**
 * Names an answer: SHA-256, in base64 for addresses. The ETag is made of it, and the name of the answer in a trace.
 *
 * @param key with the id of the index all that determines the body
 */
export function answerDigest(indexId: string, key: string): string {
  return hash('sha256', `${indexId}\n${key}`, 'base64url');
}
