/**
 * Refuses searches before the framework sees them, while they could not be answered in time.
 *
 * Many times more may come than can be answered, and what a refusal costs is taken from the answers and from `/healthz`: what the
 * framework does for a request is saved here. Only plain requests are dealt with. One that is unusual in any way goes the whole way,
 * and is refused there by the same rule and in the same words.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dialect } from '../dialects/dialect.ts';
import { SMALL_BODY_BYTES } from '../limits.ts';
import { bearerToken, checkAddress, checkToken } from './access.ts';
import type { ErrorAnswer } from './error-response.ts';
import { commonHeaders } from './exchange.ts';
import { bodyBytesOf } from './gate.ts';
import type { HttpService } from './http-service.ts';
import { openExchange } from './open-exchange.ts';
import { answerRefusal } from './refusal.ts';

interface Door {
  readonly route: string;
  readonly dialect: Dialect | null;
}

/** The queue is described anew after so long. */
const SAID_MS = 10;
/** Occurs in no text of ours. */
const ID_PLACE = '{request-id}';

export class Turnstile {
  readonly #service: HttpService;
  /** By `METHOD /path`: routes that reach the workers. */
  readonly #doors = new Map<string, Door>();

  readonly #said = new Map<Dialect | null, { readonly answer: ErrorAnswer; readonly untilMs: number }>();

  constructor(service: HttpService) {
    this.#service = service;
  }

  /** A route that reaches the workers. Nothing but its own path opens it: one with parameters is never met. */
  add(methods: string | readonly string[], path: string, dialect: Dialect | null): void {
    for (const method of [methods].flat()) this.#doors.set(`${method} ${path}`, { route: path, dialect });
  }

  /** Whether the request has been answered: with a refusal. */
  refuses(message: IncomingMessage, response: ServerResponse): boolean {
    const { search, isDraining } = this.#service;
    if (isDraining || !search.isFull) return false;
    const door = this.#doors.get(`${message.method} ${message.url}`);
    if (door === undefined || !this.#isPlain(message, door)) return false;
    const answer = this.#answerOf(door.dialect);
    if (answer === null) return false;
    const requestId = this.#service.nextRequestId();
    openExchange(this.#service, requestId, message, response, door.route).errorCode = answer.code;
    const body = answer.body.replaceAll(ID_PLACE, requestId);
    const length = { 'content-length': Buffer.byteLength(body) };
    response.writeHead(answer.status, { ...commonHeaders(requestId), ...answer.headers, ...length });
    response.end(body);
    return true;
  }

  /** What a refusal says at the moment, with a place for the id of its request; null when there is no reason for one. */
  #answerOf(dialect: Dialect | null): ErrorAnswer | null {
    const { search } = this.#service;
    const nowMs = performance.now();
    const said = this.#said.get(dialect);
    if (said !== undefined && said.untilMs > nowMs) {
      search.admission.refused++;
      return said.answer;
    }
    const refusal = search.refusal();
    if (refusal === null) return null;
    const answer = answerRefusal(this.#service, refusal, ID_PLACE, dialect);
    this.#said.set(dialect, { answer, untilMs: nowMs + SAID_MS });
    return answer;
  }

  /** It may call, its body is short and of a known length, and no header asks for more than an answer. */
  #isPlain(message: IncomingMessage, { dialect }: Door): boolean {
    const { headers } = message;
    const { access } = this.#service;
    if (headers.origin !== undefined || headers.expect !== undefined || headers.upgrade !== undefined) return false;
    if (headers['content-encoding'] !== undefined) return false;
    if (bodyBytesOf(message) > SMALL_BODY_BYTES) return false;
    if (access.tokenHash !== null && dialect?.tokens !== undefined) return false;
    try {
      checkAddress(access, message);
      checkToken(access, bearerToken(headers));
      return true;
    } catch {
      return false;
    }
  }
}
