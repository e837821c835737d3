/** One request to a server and its answer: address, token, repeats, errors. */
import { ERROR_CATALOGUE } from '../errors.ts';
import { StillwebClientError } from './client-error.ts';

export interface ConnectionOptions {
  /** Address of the server, with what stands before its paths, such as `/i/wiki`. Default: `http://127.0.0.1:7080`. */
  readonly baseUrl?: string;
  /** Sent as `authorization: Bearer`. */
  readonly token?: string;
  /** How often a request is sent again when the server says 503 and `Retry-After`: 0 … ; default 2. */
  readonly retries?: number;
  /** Ends every call of the client. */
  readonly signal?: AbortSignal;
  /** Sends the requests. Default: that of the platform. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

export interface CallOptions {
  /** Ends this call: it rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
}

/** The file or the body that a document was made of. */
export interface Original {
  /** Media type as it came with the bytes; nobody has looked whether they are that. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A body to post; none is a `GET`. */
type Body = Readonly<Record<string, unknown>> | null;

const DEFAULT_URL = 'http://127.0.0.1:7080';
const DEFAULT_RETRIES = 2;

export class Connection {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #retries: number;
  readonly #signal: AbortSignal | undefined;
  readonly #fetch: NonNullable<ConnectionOptions['fetch']>;

  /** @throws TypeError for an address that is no URL */
  constructor(options: ConnectionOptions) {
    this.#base = new URL(options.baseUrl ?? DEFAULT_URL).href.replace(/\/+$/, '');
    this.#headers = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
    this.#retries = options.retries ?? DEFAULT_RETRIES;
    this.#signal = options.signal;
    // Browsers refuse a call of fetch on another object than theirs.
    this.#fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  }

  /**
   * @param path with its query string, if any
   * @param isAnswer whether a body of another status than 200 is an answer all the same
   * @throws StillwebClientError; the reason of the signal
   */
  async ask<Answer>(
    path: string,
    body: Body,
    call: CallOptions,
    isAnswer: (body: object) => boolean = () => false,
  ): Promise<Answer> {
    const signal = joinSignals(this.#signal, call.signal);
    return await this.#read<Answer>(await this.#sendAgain(path, body, signal), isAnswer, signal);
  }

  /** What is answered with its bytes. @throws StillwebClientError; the reason of the signal */
  async download(path: string, call: CallOptions): Promise<Original> {
    const signal = joinSignals(this.#signal, call.signal);
    const response = await this.#sendAgain(path, null, signal);
    if (response.status !== 200) return await this.#read(response, () => false, signal);
    const bytes = await response.arrayBuffer().catch((cause) => {
      throw this.#lost(cause, signal);
    });
    return { type: response.headers.get('content-type') ?? '', bytes: new Uint8Array(bytes) };
  }

  async #sendAgain(path: string, body: Body, signal: AbortSignal | undefined): Promise<Response> {
    for (let left = this.#retries; ; left--) {
      const response = await this.#send(path, body, signal);
      const seconds = left > 0 && response.status === 503 ? readSeconds(response.headers.get('retry-after')) : null;
      if (seconds === null) return response;
      await response.body?.cancel();
      await pause(seconds * 1000, signal);
    }
  }

  async #send(path: string, body: Body, signal: AbortSignal | undefined): Promise<Response> {
    const sent: RequestInit =
      body === null
        ? { method: 'GET', headers: this.#headers }
        : {
            method: 'POST',
            headers: { ...this.#headers, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          };
    try {
      // The server leads nowhere else. A redirect is somebody else's, and would make a GET of a POST.
      return await this.#fetch(this.#base + path, { ...sent, redirect: 'error', signal });
    } catch (cause) {
      throw this.#lost(cause, signal);
    }
  }

  async #read<Answer>(
    response: Response,
    isAnswer: (body: object) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    const text = await response.text().catch((cause) => {
      throw this.#lost(cause, signal);
    });
    const body = parseObject(text);
    if (body !== null && (response.status === 200 || isAnswer(body))) return body as Answer;
    throw this.#refusal(response, body);
  }

  #lost(cause: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted) return signal.reason;
    const { fix } = ERROR_CATALOGUE.SERVER_UNREACHABLE;
    const failure = { code: 'SERVER_UNREACHABLE', facts: { url: this.#base }, fix, requestId: null, status: null };
    return new StillwebClientError(`no answer came from ${this.#base}`, failure, { cause });
  }

  #refusal({ status, headers }: Response, body: object | null): StillwebClientError {
    const { code, message, facts, fix, requestId } = readError(body);
    if (typeof code === 'string' && typeof message === 'string') {
      return new StillwebClientError(message, { code, facts: facts ?? {}, fix: fix ?? '', requestId, status });
    }
    const sentence = `${this.#base} answered ${status} with a body that no stillweb server sends`;
    return new StillwebClientError(sentence, {
      code: 'ANSWER_UNREADABLE',
      facts: { url: this.#base, status },
      fix: ERROR_CATALOGUE.ANSWER_UNREADABLE.fix,
      requestId: headers.get('x-request-id'),
      status,
    });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what stands between client and server may have written anything
function readError(body: object | null): any {
  const error = body === null || !('error' in body) ? null : body.error;
  return typeof error === 'object' && error !== null ? error : {};
}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Whole seconds, as the server writes them; null for anything else, such as the date of a proxy. */
function readSeconds(header: string | null): number | null {
  return header !== null && /^\d{1,5}$/.test(header) ? Number(header) : null;
}

function joinSignals(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  return one === undefined || other === undefined ? (one ?? other) : AbortSignal.any([one, other]);
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', fail);
    };
    const fail = (): void => {
      end();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      end();
      resolve();
    }, milliseconds);
    if (signal?.aborted) fail();
    else signal?.addEventListener('abort', fail);
  });
}
