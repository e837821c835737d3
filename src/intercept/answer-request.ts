import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { readAbsoluteForm } from '../api/target.ts';
import type { Collection } from './collection.ts';
import {
  type AllowedHost,
  addressOf,
  type Destination,
  isAllowed,
  isOwnMachine,
  parseDestination,
  type Scheme,
} from './destination.ts';
import { passOn } from './let-through.ts';
import type { MissLog } from './miss-log.ts';
import { admitsOriginal, renderPage } from './page.ts';
import type { Sandbox } from './sandbox.ts';

/** What becomes of a page that the collection does not have: it is not there, or its host cannot be reached. */
export type Policy = 'not-found' | 'refuse';

export interface AnswererOptions {
  readonly sandbox: Sandbox;
  readonly collection: Collection;
  /** Hosts that the dialects of the sandbox answer, in lower case. */
  readonly vendors: ReadonlySet<string>;
  readonly allowed: readonly AllowedHost[];
  readonly policy: Policy;
  readonly misses: MissLog;
}

/** Requests by who answered them. */
export interface AnswerCounts {
  /** By the dialects. */
  readonly searches: number;
  /** From the collection. */
  readonly pages: number;
}

/** What a request asks for, wherever it says so. */
interface Target {
  readonly scheme: Scheme;
  readonly destination: Destination;
  /** With the query string; begins with a slash. */
  readonly path: string;
}

/** Decides who answers a request: a dialect, the collection, nobody. */
export class RequestAnswerer {
  /** The port of the interceptor itself, which is no host of anything. */
  ownPort = 0;
  readonly #options: AnswererOptions;
  #searches = 0;
  #pages = 0;

  constructor(options: AnswererOptions) {
    this.#options = options;
  }

  get counts(): AnswerCounts {
    return { searches: this.#searches, pages: this.#pages };
  }

  /** Whether connections to this destination are none of our business. */
  lets(destination: Destination): boolean {
    if (isOwnMachine(destination.host)) return destination.port !== this.ownPort;
    return isAllowed(destination, this.#options.allowed);
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const target = readTarget(request);
    if (target === null || (isOwnMachine(target.destination.host) && target.destination.port === this.ownPort)) {
      sendText(response, 400, 'This port stands for the hosts of the web. A request names one in its Host header.');
      return;
    }
    const { sandbox, vendors } = this.#options;
    if (this.lets(target.destination)) {
      if (target.scheme === 'http') passOn(target.destination, request, response);
      else sendText(response, 502, 'A host that is let through is reached by CONNECT, or without a proxy.');
    } else if (vendors.has(target.destination.host)) {
      this.#searches += 1;
      sandbox.forward(request, response);
    } else {
      this.#answerPage(target, request, response).catch((error: Error) => {
        if (response.headersSent) response.destroy();
        else sendText(response, 503, error.message);
      });
    }
  }

  async #answerPage(target: Target, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET' } = request;
    request.resume();
    const url = addressOf(target.destination, target.scheme, target.path);
    if (method !== 'GET' && method !== 'HEAD') {
      this.#miss(url, method, 'not a page', response);
      return;
    }
    const page = await this.#options.collection.find(url);
    if (page === null) {
      this.#miss(url, method, 'not in the collection', response);
      return;
    }
    this.#pages += 1;
    const { accept } = request.headers;
    const original = await this.#options.collection.findOriginal(page);
    const isWanted = original !== null && admitsOriginal(accept, original.contentType);
    const { contentType, body } = isWanted ? original : renderPage(page, accept);
    send(response, 200, contentType, body);
  }

  #miss(url: string, method: string, reason: 'not a page' | 'not in the collection', response: ServerResponse): void {
    const { misses, policy } = this.#options;
    misses.add({ method, url, reason });
    if (policy === 'refuse') sendText(response, 502, 'This host cannot be reached from here.');
    else sendText(response, 404, 'There is no such page.');
  }
}

/** @returns null for a request that names no host */
function readTarget(request: IncomingMessage): Target | null {
  const { url = '/', headers, socket } = request;
  const ownScheme: Scheme = (socket as TLSSocket).encrypted === true ? 'https' : 'http';
  const { scheme, authority, path } = readAbsoluteForm(url) ?? {
    scheme: ownScheme,
    authority: headers.host ?? '',
    path: url,
  };
  const destination = parseDestination(authority, scheme);
  if (destination === null) return null;
  request.url = path;
  return path.startsWith('/') ? { scheme, destination, path } : null;
}

function sendText(response: ServerResponse, status: number, sentence: string): void {
  send(response, status, 'text/plain; charset=utf-8', `${sentence}\n`);
}

/** Without a date, so that two equal requests get equal bytes. Node leaves the body of an answer to HEAD out. */
function send(response: ServerResponse, status: number, contentType: string, body: string | Buffer): void {
  response.sendDate = false;
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
