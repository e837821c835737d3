import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, StillwebError } from '../errors.ts';

/** How often and how long a server is asked. */
export interface Patience {
  readonly attempts: number;
  /** Fires when one attempt has taken too long. */
  timeOut(): AbortSignal;
  /** Between two attempts. */
  wait(milliseconds: number): Promise<void>;
  /** Longest wait that is kept, whatever the server asks for. */
  readonly longestWaitMs: number;
}

/** Somebody waits for the answer. */
export const SHORT_PATIENCE: Patience = {
  attempts: 2,
  timeOut: () => AbortSignal.timeout(8000),
  wait: async (ms) => sleep(ms),
  longestWaitMs: 1000,
};

/** A model may be being loaded, or take its time for an answer. */
export const LONG_PATIENCE: Patience = {
  attempts: 6,
  timeOut: () => AbortSignal.timeout(120_000),
  wait: async (ms) => sleep(ms),
  longestWaitMs: 60_000,
};

/** Who is asked, for messages, and what goes wrong with it. */
export interface Party {
  /** `the encoder` */
  readonly name: string;
  /** What it is asked for: `vectors`. */
  readonly gives: string;
  readonly unreachable: ErrorCode;
  readonly invalid: ErrorCode;
  /** A longer answer is refused. */
  readonly maxBytes: number;
}

/** What is worth another attempt: the server has too much to do, or is being started. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const FIRST_WAIT_MS = 500;
const TOLD_CHARACTERS = 200;
const TOLD_BYTES = 4096;

interface Failure {
  readonly reason: string;
  readonly waitMs?: number;
}

/** Posts JSON to one address and reads JSON, with repetitions. No redirect is followed: a key is meant for one server. */
export class JsonExchange {
  readonly #party: Party;
  readonly #url: URL;
  readonly #key: string | undefined;

  /** @param key sent as a bearer token; never told */
  constructor(party: Party, url: URL, key: string | undefined) {
    this.#party = party;
    this.#url = url;
    this.#key = key;
  }

  /** The address, for messages. */
  get place(): string {
    return this.#url.origin + this.#url.pathname;
  }

  /** @throws StillwebError of the party: unreachable when all attempts have failed; invalid */
  async post(body: unknown, patience: Patience): Promise<unknown> {
    const text = JSON.stringify(body);
    let reason = '';
    for (let attempt = 0; attempt < patience.attempts; attempt++) {
      const outcome = await this.#attempt(text, patience.timeOut());
      if ('answer' in outcome) return outcome.answer;
      reason = outcome.reason;
      if (attempt + 1 === patience.attempts) break;
      const asked = outcome.waitMs ?? FIRST_WAIT_MS * 2 ** attempt;
      await patience.wait(Math.min(asked, patience.longestWaitMs));
    }
    const { name, gives, unreachable } = this.#party;
    const message = `${name} at ${this.place} gives no ${gives} after ${patience.attempts} attempts: ${reason}`;
    throw new StillwebError(unreachable, message, { url: this.place, attempts: patience.attempts, reason });
  }

  /** What the answer of a server is not. */
  invalid(reason: string): StillwebError {
    const { name, invalid } = this.#party;
    return new StillwebError(invalid, `${name} at ${this.place} ${reason}`, { url: this.place });
  }

  async #attempt(body: string, signal: AbortSignal): Promise<Failure | { readonly answer: unknown }> {
    const { maxBytes } = this.#party;
    let response: Response;
    let bytes: Buffer;
    try {
      const headers = { 'content-type': 'application/json', accept: 'application/json', ...this.#authorization() };
      response = await fetch(this.#url, { method: 'POST', headers, body, redirect: 'manual', signal });
      bytes = await readBytes(response, response.ok ? maxBytes : TOLD_BYTES);
    } catch (error) {
      return { reason: signal.aborted ? 'it took too long' : this.#tell(causeOf(error)) };
    }
    const { status } = response;
    if (status >= 300 && status < 400) throw this.invalid(`answers ${status}, and no redirect is followed`);
    if (!response.ok) {
      const reason = `it answers ${status} ${this.#tell(bytes.toString('utf8'))}`.trimEnd();
      if (PASSING.has(status)) return { reason, waitMs: retryAfter(response.headers) };
      throw this.invalid(reason.replace(/^it /, ''));
    }
    if (bytes.length > maxBytes) throw this.invalid(`answers over ${maxBytes} bytes`);
    try {
      return { answer: JSON.parse(bytes.toString('utf8')) };
    } catch {
      throw this.invalid('answers what is no JSON');
    }
  }

  #authorization(): Record<string, string> {
    return this.#key === undefined ? {} : { authorization: `Bearer ${this.#key}` };
  }

  /** What another program says, on one line and without the key. */
  #tell(text: string): string {
    const known = this.#key === undefined ? text : text.replaceAll(this.#key, '…');
    return known
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim()
      .slice(0, TOLD_CHARACTERS)
      .toWellFormed();
  }
}

/** Up to one byte more than `most`; what comes behind is not read. */
async function readBytes({ body }: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (body !== null) {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > most) break;
    }
  }
  return Buffer.concat(chunks);
}

/** In milliseconds. A date is taken from the clock of the server, which the answer tells. */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after') ?? '';
  if (/^[0-9]{1,9}$/.test(value)) return Number(value) * 1000;
  const wait = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return wait >= 0 ? wait : undefined;
}

/** `fetch` hides what happened behind "fetch failed". */
function causeOf(error: unknown): string {
  const { cause, message } = error as Error & { readonly cause?: Error & { readonly code?: string } };
  return cause === undefined ? message : cause.message || (cause.code ?? message);
}
