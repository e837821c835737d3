/** A request as an experiment records it: what was sent, but for what nobody else may know. */
import type { FastifyRequest, preValidationHookHandler } from 'fastify';
import type { Dialect, TokenPlaces } from '../dialects/dialect.ts';
import type { SentRequest } from '../serving/call-record.ts';

/** JSON may be broken into lines between its members; a line of a trace may not. */
const LINE_BREAK = /[\n\r]/;

/**
 * The hook of a route that notes what was sent, once the body is there. `Authorization` and other headers are no part of it, nor is a
 * token in the query or the body.
 */
export function keepSent(dialect: Dialect | null): preValidationHookHandler {
  const { tokens = {} } = dialect ?? {};
  return (request, _reply, done) => {
    if (!request.exchange.isUnrecorded) request.exchange.sent = sentRequest(request, tokens);
    done();
  };
}

/** @returns JSON of a `SentRequest`. A body that was JSON stands in it as it came: it is not written anew */
function sentRequest(
  request: FastifyRequest,
  { body: tokensOfBody = [], query: tokensOfQuery = [] }: TokenPlaces,
): string {
  const { method, body, exchange } = request;
  const { bodyText } = exchange;
  const url = withoutParameters(request.raw.url ?? '', tokensOfQuery);
  if (bodyText !== undefined && tokensOfBody.length === 0 && !LINE_BREAK.test(bodyText)) {
    return `{"method":"${method}","url":${JSON.stringify(url)},"body":${bodyText}}`;
  }
  return JSON.stringify({ method, url, body: withoutMembers(body, tokensOfBody) } satisfies SentRequest);
}

function withoutMembers(body: unknown, names: readonly string[]): unknown {
  if (body === null) return undefined;
  if (typeof body !== 'object' || Array.isArray(body) || names.length === 0) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}

function withoutParameters(url: string, names: readonly string[]): string {
  const at = url.indexOf('?');
  if (at < 0 || names.length === 0) return url;
  const kept = url
    .slice(at + 1)
    .split('&')
    .filter((part) => !names.includes(nameOf(part)));
  return kept.length === 0 ? url.slice(0, at) : `${url.slice(0, at)}?${kept.join('&')}`;
}

function nameOf(part: string): string {
  const name = part.split('=', 1)[0];
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}
