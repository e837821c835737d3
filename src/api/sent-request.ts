/** A request as an experiment records it: what was sent, but for what nobody else may know. */
import type { FastifyRequest } from 'fastify';
import type { SentRequest } from '../serving/call-record.ts';

/** Read once the body is there; `Authorization` and other headers are no part of it, nor is a token in the query or the body. */
export function sentRequest(request: FastifyRequest): SentRequest {
  const { body: tokensOfBody = [], query: tokensOfQuery = [] } = request.routeOptions.config?.dialect?.tokens ?? {};
  const { method, body } = request;
  const url = withoutParameters(request.raw.url ?? '', tokensOfQuery);
  if (body === undefined || body === null) return { method, url };
  if (typeof body !== 'object' || Array.isArray(body) || tokensOfBody.length === 0) return { method, url, body };
  return {
    method,
    url,
    body: Object.fromEntries(Object.entries(body).filter(([name]) => !tokensOfBody.includes(name))),
  };
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
