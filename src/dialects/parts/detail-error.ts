/** The envelope of servers that are written with FastAPI, as most of trainers are: `{"detail": "…"}`. */
import type { StillwebError } from '../../errors.ts';
import type { DialectError } from '../dialect.ts';

/** A request that cannot be understood has 422; all else the status of the catalogue. */
export function detailError({ message, entry }: StillwebError): DialectError {
  return { status: entry.http === 400 ? 422 : entry.http, body: { detail: message } };
}
