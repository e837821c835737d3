/** Crawls as jobs whose id is what was asked for: nothing is kept, and the answer to an id never changes. */
import { StillwebError } from '../../errors.ts';

/** Within an URL, with room for what stands around it. */
const MOST_CHARACTERS = 6000;
const FORM = /^[A-Za-z0-9_-]+$/;

/** @param request as JSON can hold it, in a fixed order of members @throws INVALID_REQUEST for what is too long for an id */
export function jobId(request: unknown): string {
  const id = Buffer.from(JSON.stringify(request)).toString('base64url');
  if (id.length <= MOST_CHARACTERS) return id;
  throw new StillwebError('INVALID_REQUEST', 'the crawl is described at too great a length', {
    maxCharacters: MOST_CHARACTERS,
  });
}

/** @returns what `jobId` was given, or what somebody else has written in its form @throws DOCUMENT_NOT_FOUND */
export function readJobId(id: string): unknown {
  try {
    if (FORM.test(id)) return JSON.parse(Buffer.from(id, 'base64url').toString('utf8'));
  } catch {
    // No id of ours.
  }
  throw new StillwebError('DOCUMENT_NOT_FOUND', 'Job not found', { id: id.slice(0, 200) });
}
