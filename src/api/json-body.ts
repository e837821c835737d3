/** Reads bodies of requests, so that no body holds the thread that speaks HTTP for long. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { StillwebError } from '../errors.ts';
import { MAX_BODY_BYTES, MAX_BODY_PIECES, SMALL_BODY_BYTES } from '../limits.ts';
import { BodyGuard } from './body-guard.ts';
import { unsupportedMediaType } from './error-response.ts';
import type { Exchange } from './exchange.ts';
import { welcomeBody } from './expectation.ts';

type Done = (error: Error | null, body?: unknown) => void;

/** Work that takes some milliseconds each: one a turn of the event loop, so that short requests are answered between. */
class Turns {
  readonly #waiting: (() => void)[] = [];

  take(work: () => void): void {
    if (this.#waiting.push(work) === 1) setImmediate(() => this.#next());
  }

  #next(): void {
    this.#waiting[0]();
    this.#waiting.shift();
    if (this.#waiting.length > 0) setImmediate(() => this.#next());
  }
}

type Parse = (body: Buffer) => unknown;

/**
 * A body of the native API is `application/json`, and nothing else is read. Clients of dialects send JSON under any media type,
 * forms, and nothing at all.
 *
 * @param keepsTexts whether an exchange has the text of its body too
 */
export function readJsonBodies(app: FastifyInstance, keepsTexts = false): void {
  const turns = new Turns();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(['application/json', '*'], (request, payload, done) => {
    const refusal = lengthRefusal(request) ?? mediaTypeRefusal(request) ?? charsetRefusal(request);
    if (refusal !== null) {
      done(refusal);
      return;
    }
    welcomeBody(request.exchange);
    const keep = keepsTexts ? request.exchange : null;
    readBody(payload, turns, parserOf(request, keep), done);
  });
}

function mediaTypeOf({ headers }: FastifyRequest): string {
  return (headers['content-type'] ?? '').split(';', 1)[0].trim().toLowerCase();
}

function mediaTypeRefusal(request: FastifyRequest): StillwebError | null {
  if (isOfDialect(request) || mediaTypeOf(request) === 'application/json') return null;
  return unsupportedMediaType();
}

function isOfDialect({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config?.dialect !== undefined;
}

/** @param keep where the text of JSON is kept; null for nowhere */
function parserOf(request: FastifyRequest, keep: Exchange | null): Parse {
  if (!isOfDialect(request)) return (body) => parseJson(body, keep);
  const isForm = mediaTypeOf(request) === 'application/x-www-form-urlencoded';
  return (body) => {
    if (body.length === 0) return undefined;
    return isForm && !beginsAsJson(body) ? parseForm(body) : parseJson(body, keep);
  };
}

/** `curl -d` calls JSON a form where nothing else is said. No name in a form begins with a bracket: there it would be percent-encoded. */
function beginsAsJson(body: Buffer): boolean {
  return /^\s*[[{]/.test(body.toString('latin1', 0, 64));
}

/** https://url.spec.whatwg.org/#application/x-www-form-urlencoded; a name that stands more than once has a list. */
function parseForm(body: Buffer): unknown {
  if (!isUtf8(body)) throw new StillwebError('INVALID_REQUEST', 'the body is not UTF-8');
  const form = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    const before = form.get(name);
    form.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(form);
}

function readBody(payload: IncomingMessage, turns: Turns, parse: Parse, done: Done): void {
  const guard = new BodyGuard();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const leave = (): void => {
    payload.off('data', onData).off('end', onEnd).off('error', onError);
  };
  const end = (error: Error): void => {
    leave();
    // A stream without a listener throws what comes after.
    payload.on('error', () => {});
    done(error);
  };
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    try {
      if (bytes > MAX_BODY_BYTES) throw bodyTooLarge();
      if (chunks.length === MAX_BODY_PIECES) throw tooManyPieces();
      guard.add(chunk);
    } catch (error) {
      end(error as Error);
      return;
    }
    chunks.push(chunk);
  };
  const onEnd = (): void => {
    leave();
    const finish = (): void => {
      try {
        done(null, parse(Buffer.concat(chunks, bytes)));
      } catch (error) {
        done(error as Error);
      }
    };
    if (bytes > SMALL_BODY_BYTES) turns.take(finish);
    else finish();
  };
  const onError = (error: Error): void => end(error);
  payload.on('data', onData).on('end', onEnd).on('error', onError);
}

/**
 * RFC 8259 asks for UTF-8; replacing what is not would search for something else than was asked. A member named
 * `__proto__` is an own property of what JSON.parse makes, and refused as every unknown field is.
 */
function parseJson(body: Buffer, keep: Exchange | null): unknown {
  if (body.length === 0) throw new StillwebError('INVALID_REQUEST', 'the body is empty; a JSON object is expected');
  if (!isUtf8(body)) throw new StillwebError('INVALID_REQUEST', 'the body is not UTF-8');
  const text = body.toString('utf8');
  if (keep !== null) keep.bodyText = text;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StillwebError('INVALID_REQUEST', 'the body is not JSON', {}, { cause });
  }
}

function lengthRefusal({ headers }: FastifyRequest): StillwebError | null {
  return Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES ? bodyTooLarge() : null;
}

function bodyTooLarge(): StillwebError {
  return new StillwebError('BODY_TOO_LARGE', `the body is larger than ${MAX_BODY_BYTES} bytes`, {
    maxBytes: MAX_BODY_BYTES,
  });
}

function tooManyPieces(): StillwebError {
  return new StillwebError('BODY_TOO_LARGE', `the body comes in more than ${MAX_BODY_PIECES} pieces`, {
    maxPieces: MAX_BODY_PIECES,
  });
}

/** A charset says how the bytes are meant: passing over one would search for something else than was asked. */
function charsetRefusal({ headers }: FastifyRequest): StillwebError | null {
  const [, quoted, plain] = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]*))/i.exec(headers['content-type'] ?? '') ?? [];
  const charset = (quoted ?? plain ?? 'utf-8').toLowerCase();
  if (charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii') return null;
  return new StillwebError('UNSUPPORTED_MEDIA_TYPE', 'the body is declared in another charset than UTF-8', {
    header: 'content-type',
    supported: ['application/json', 'application/json; charset=utf-8'],
  });
}
