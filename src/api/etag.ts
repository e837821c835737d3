/** Entity tags: a hash of what determines the body, known before the body is (RFC 9110 §8.8.3). */
import { answerDigest } from '../serving/answer-digest.ts';

/**
 * @param requestKey from contract/request-key.ts
 * @param digest `answerDigest` of both, where it is known already
 */
export function entityTag(indexId: string, requestKey: string, digest = answerDigest(indexId, requestKey)): string {
  return `"${digest}"`;
}

/** Whether an If-None-Match header asks for any tag: it is met by what is there, and that is known when it has been found. */
export function matchesAnyTag(header: string | undefined): boolean {
  return header?.trim() === '*';
}

/** Whether an If-None-Match header names the tag; compared weakly, as RFC 9110 §13.1.2 asks. */
export function matchesEntityTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header === tag) return true;
  return header.split(',').some((item) => {
    const candidate = item.trim();
    return candidate === tag || candidate === `W/${tag}`;
  });
}
