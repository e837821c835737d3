/** What a caller calls the session that a request is part of. */
import { type Static, Type } from '@sinclair/typebox';
import { MAX_SESSION_BYTES } from '../limits.ts';
import { limitText } from './text-limit.ts';

/** Of any request over HTTP, in any dialect; a request that names a session in its own way is of that. */
export const SESSION_HEADER = 'x-stillweb-session';

export const SessionSchema = Type.String({
  minLength: 1,
  description:
    'the session that this is a step of, up to 256 bytes; kept in the trace, and part of the answer only where the server treats sessions',
});

/** @throws INVALID_REQUEST for one that is too long */
export function readSession(session: Static<typeof SessionSchema> | undefined): { readonly session?: string } {
  return session === undefined ? {} : { session: limitText(session, MAX_SESSION_BYTES, 'session') };
}
