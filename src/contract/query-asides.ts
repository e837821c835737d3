/** What a request may say to an encoder beside its queries. */
import { StillwebError } from '../errors.ts';

export interface QueryAsides {
  /** What the caller wants found: `Given a question, find passages that answer it`. */
  readonly instruction?: string;
  /** What the caller was about when it asked, such as the reasoning of an agent. */
  readonly context?: string;
}

export const ASIDE_NAMES = ['context', 'instruction'] as const;
export type AsideName = (typeof ASIDE_NAMES)[number];

/**
 * Those that the encoder of an index reads. A context that it does not read is passed over, as any caller may tell one; an instruction
 * that nothing follows is refused.
 *
 * @param read by the encoder of the index
 * @throws StillwebError INVALID_REQUEST
 */
export function admitAsides({ context, instruction }: QueryAsides, read: readonly AsideName[]): QueryAsides {
  if (instruction !== undefined && !read.includes('instruction')) {
    const message = 'no encoder of this index follows an instruction: its template of queries has no {instruction}';
    throw new StillwebError('INVALID_REQUEST', message, { field: 'instruction' });
  }
  return {
    ...(context !== undefined && read.includes('context') && { context }),
    ...(instruction !== undefined && { instruction }),
  };
}
