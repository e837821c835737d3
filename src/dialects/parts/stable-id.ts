/** Ids that vendors draw at random, made of what determines the answer instead: equal calls have equal ones. */
import { sha256 } from '../../bytes/hash.ts';
import type { StillwebError } from '../../errors.ts';
import type { AnswerFrame } from '../../serving/answer-shape.ts';

/** 32 hexadecimal digits. @param request what was asked, as JSON can hold it, in a fixed order of members */
export function stableId({ index }: Pick<AnswerFrame, 'index'>, request: unknown): string {
  return sha256(JSON.stringify([index.name, index.id, request])).slice(0, 32);
}

/** The same in the form of a UUID (RFC 9562 §5.8: version 8, of one's own making). */
export function stableUuid(frame: Pick<AnswerFrame, 'index'>, request: unknown): string {
  const digits = stableId(frame, request);
  const variant = (8 + (Number.parseInt(digits[16], 16) % 4)).toString(16);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

/** The id of a refusal, which belongs to no index. */
export function errorId({ code, message }: Pick<StillwebError, 'code' | 'message'>): string {
  return sha256(JSON.stringify([code, message])).slice(0, 32);
}
