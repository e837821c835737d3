/** What the HTTP server knows of one request and its answer while it lasts. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Asked } from '../contract/asked.ts';
import { type IndexReference, parseIndexReference } from '../contract/index-reference.ts';
import type { SessionDeclaration } from '../contract/session-declaration.ts';
import type { Ticket } from '../serving/admission.ts';
import type { CallRecord } from '../serving/call-record.ts';
import type { ServedIndex } from '../serving/search-backend.ts';

export class Exchange implements CallRecord {
  readonly requestId: string;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** `performance.now()` when the headers had arrived. */
  readonly startedMs: number = performance.now();
  /** The pattern of its route. */
  readonly door: string;
  /** What `SESSION_HEADER` says; null without it. */
  session: string | null = null;
  /** What `PERTURB_HEADER` says; null without it. */
  perturb: string | null = null;
  /** What `DECLARATION_HEADERS` say; null without them. */
  declared: SessionDeclaration | null = null;
  /** Sent as `NOTE_HEADER`. */
  remarks: readonly string[] = [];
  conducted: object | undefined = undefined;
  /** The body as it came, where it is JSON; kept where an experiment records it. */
  bodyText: string | undefined = undefined;
  /** What was read of the request, as JSON; kept where an experiment records it. */
  sent: string | undefined = undefined;
  /** What the address names; a request that names an index of its own is of that. */
  readonly chosenIndex: IndexReference | undefined;
  /** Of a page: it leaves nothing in a trace or a session. */
  isUnrecorded = false;
  /** Present on routes that reach the workers. */
  ticket: Ticket | null = null;
  index: ServedIndex | null = null;
  asked: Asked | null = null;
  hits: number | null = null;
  errorCode: string | null = null;

  readonly #onClose: (exchange: Exchange) => void;
  #isClosed = false;

  /** Its answer is out, or its client has left. */
  get isGone(): boolean {
    return this.#isClosed;
  }

  /** `onClose` is called once, when the answer is out or its connection has gone. */
  constructor(
    requestId: string,
    door: string,
    message: IncomingMessage,
    response: ServerResponse,
    onClose: (exchange: Exchange) => void,
  ) {
    this.#onClose = onClose;
    this.requestId = requestId;
    this.door = door;
    this.message = message;
    this.response = response;
    this.chosenIndex = message.chosenIndex === undefined ? undefined : parseIndexReference(message.chosenIndex);
    response.once('close', () => this.close());
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(this);
  }
}

/** The headers of every answer. */
export function commonHeaders(requestId: string): Record<string, string> {
  return { 'x-request-id': requestId, 'x-content-type-options': 'nosniff' };
}

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange;
  }
}
