import { createHash } from 'node:crypto';
import { StillwebError } from '../errors.ts';

/**
 * Files of questions that are obfuscated, so that no crawl takes them in as they are: each text is UTF-8, combined by XOR with the
 * SHA-256 of a canary, over and over, and written as base64. So BrowseComp has it, and BrowseComp-Plus after it.
 *
 * @see Wei et al., 2025 (BrowseComp); Chen et al., 2025 (BrowseComp-Plus)
 */

/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type Row = { readonly [name: string]: Json };

/** Fields that stay as they are: names of rows, and what the row is obfuscated with. */
const NAMES = new Set(['_id', 'id', 'query_id', 'qid', 'canary']);
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Base64 of so many characters is hardly a word. */
const SURELY_ENCODED = 24;
/** No text holds them: what comes out with them was none, or was obfuscated with another canary. */
const CONTROLS = /[^\P{Cc}\t\n\r]/u;
/** As publishers write it into what they do not want to be trained on. */
const PUBLISHED = /canary\s+guid\s+(?:[a-z0-9_.-]+:)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/gi;

/** Whether a text is base64 and too long to be a word. */
export function looksEncoded(text: string): boolean {
  return text.length >= SURELY_ENCODED && BASE64.test(text);
}

/** The GUIDs of canaries that a text holds, in lower case, each once. */
export function canariesIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(PUBLISHED), ([, guid]) => guid.toLowerCase()))];
}

/** Decodes the rows of one file. */
export class CanaryDecoder {
  readonly #canary: string | undefined;
  readonly #keys = new Map<string, Buffer>();
  #decoded = 0;

  /** @param canary absent: that of each row, its field `canary` */
  constructor(canary: string | undefined) {
    this.#canary = canary;
  }

  /** Texts that were decoded up to now. */
  get decoded(): number {
    return this.#decoded;
  }

  /**
   * A row with every text decoded that is obfuscated. Ids stay; so do texts that are no base64, or nothing but short words.
   *
   * @param place of the row, for messages, in which the canary never is
   * @throws StillwebError CANARY_WRONG for a row that was obfuscated with another one
   */
  decode(row: Row, place: string): Row {
    const canary = this.#canary ?? row.canary;
    if (typeof canary !== 'string' || canary === '') {
      throw new StillwebError('CANARY_WRONG', `${place}: the row has no canary, and none is given`, { place });
    }
    const known = this.#keys.get(canary);
    const key = known ?? createHash('sha256').update(canary).digest();
    if (known === undefined) this.#keys.set(canary, key);
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, this.#value(name, value, key, place)]));
  }

  #value(name: string, value: Json, key: Buffer, place: string): Json {
    if (typeof value === 'string') return NAMES.has(name) ? value : this.#text(name, value, key, place);
    if (typeof value !== 'object' || value === null) return value;
    if (isList(value)) return value.map((each) => this.#value(name, each, key, place));
    return Object.fromEntries(
      Object.entries(value).map(([member, each]) => [member, this.#value(member, each, key, place)]),
    );
  }

  #text(name: string, text: string, key: Buffer, place: string): string {
    if (text === '' || !BASE64.test(text)) return text;
    const decoded = decodeText(text, key);
    if (decoded !== null) {
      this.#decoded++;
      return decoded;
    }
    if (!looksEncoded(text)) return text;
    const message = `${place}: the field "${name}" is obfuscated with another canary`;
    throw new StillwebError('CANARY_WRONG', message, { place, field: name });
  }
}

/** Null for what is no text. */
function decodeText(text: string, key: Buffer): string | null {
  const bytes = Buffer.from(text, 'base64');
  for (let i = 0; i < bytes.length; i++) bytes[i] ^= key[i % key.length];
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return CONTROLS.test(decoded) ? null : decoded;
  } catch {
    return null;
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
