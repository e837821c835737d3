/** What a caller declares of the session that a request is part of, beside its name: of any request over HTTP, in any dialect. */
import { StillwebError } from '../errors.ts';
import { MAX_DECLARATION_BYTES } from '../limits.ts';

export interface SessionDeclaration {
  /** Name of the mask that the session is under. */
  readonly mask?: string;
  /** What is done to the answers of the session, as `readPolicy` reads it. */
  readonly policy?: string;
}

/** Each in a header of its own. */
export const DECLARATION_HEADERS = { mask: 'x-stillweb-mask', policy: 'x-stillweb-policy' } as const;

/** Member of `_meta` of a call of MCP for each. */
export const DECLARATION_META = { mask: 'stillweb/mask', policy: 'stillweb/policy' } as const;

/** Of an answer over HTTP: what policies of the session say of it, in sentences of ASCII with `; ` between. */
export const NOTE_HEADER = 'x-stillweb-note';

const NAMES = ['mask', 'policy'] as const satisfies readonly (keyof SessionDeclaration)[];

/**
 * @param said what stands under the name of each
 * @param read what a text that stands there says. Default: itself
 * @returns null where nothing is declared
 * @throws INVALID_REQUEST for what is too long
 */
export function readDeclaration(
  said: Readonly<Record<string, unknown>>,
  names: Readonly<Record<keyof SessionDeclaration, string>>,
  read: (text: string) => string = (text) => text,
): SessionDeclaration | null {
  const declared: { mask?: string; policy?: string } = {};
  for (const name of NAMES) {
    const stands = said[names[name]];
    if (typeof stands !== 'string' || stands === '') continue;
    const text = read(stands);
    if (Buffer.byteLength(text) > MAX_DECLARATION_BYTES) {
      const message = `${names[name]} has more than ${MAX_DECLARATION_BYTES} bytes`;
      throw new StillwebError('INVALID_REQUEST', message, { field: names[name], limit: MAX_DECLARATION_BYTES });
    }
    declared[name] = text.toWellFormed();
  }
  return declared.mask === undefined && declared.policy === undefined ? null : declared;
}
