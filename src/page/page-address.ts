/** Addresses of pages and of the same thing as JSON: the names in their query strings are those of the API. */

/** Parts of the reference that have pages of their own. */
export const DIALECTS_ADDRESS = '/docs/dialects';
export const ERRORS_ADDRESS = '/docs/errors';

/** Names and values of a query string in their order; a name may stand more than once. */
export type AddressParameters = readonly (readonly [name: string, value: string])[];

/** `/?query=tide&k=10`. */
export function addressOf(path: string, parameters: AddressParameters): string {
  if (parameters.length === 0) return path;
  return `${path}?${new URLSearchParams(parameters.map(([name, value]) => [name, value] as [string, string])).toString()}`;
}

/** What `addressOf` was given. */
export function addressParts(address: string): { readonly path: string; readonly parameters: AddressParameters } {
  const at = address.indexOf('?');
  if (at === -1) return { path: address, parameters: [] };
  return { path: address.slice(0, at), parameters: [...new URLSearchParams(address.slice(at))] };
}

/** The parameters with others in the place of those of the same names; null takes one away. */
export function changeParameters(
  parameters: AddressParameters,
  changes: Readonly<Record<string, string | null>>,
): AddressParameters {
  const kept = parameters.filter(([name]) => !Object.hasOwn(changes, name));
  const added = Object.entries(changes).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return [...kept, ...added];
}

export function documentAddress(id: string, parameters: AddressParameters = []): string {
  if (isStep(id)) return addressOf('/documents', [['id', id], ...parameters]);
  return addressOf(`/documents/${encodeURIComponent(id)}`, parameters);
}

/** What `/traces?session=` names: calls that name no session. */
export const NO_SESSION = '';

/** @param trace of one that was sent; null for that of the server @param from a session of the page, from 1 */
export function tracesAddress(trace: string | null, from = 1): string {
  return addressOf('/traces', [...traceParameters(trace), ...(from === 1 ? [] : [['from', String(from)] as const])]);
}

function traceParameters(trace: string | null): AddressParameters {
  return trace === null ? [] : [['trace', trace]];
}

/** A session of a trace. */
export interface SessionPlace {
  readonly name: string;
  /** Of a trace that was sent; null for that of the server. */
  readonly trace: string | null;
}

/**
 * Of a session, or of a part of it. Calls of no session have no path, nor has a name that browsers take for a step.
 *
 * @param part an answer, by the number of its call, or the judgments
 */
export function sessionAddress(
  { name, trace }: SessionPlace,
  part: { readonly call: number } | 'qrels' | null = null,
  parameters: AddressParameters = [],
): string {
  const behind = [...traceParameters(trace), ...parameters];
  if (name === NO_SESSION || isStep(name)) {
    const asked = part === null ? [] : [part === 'qrels' ? ['qrels', 'true'] : ['call', String(part.call)]];
    return addressOf('/traces', [['session', name], ...(asked as [string, string][]), ...behind]);
  }
  const path = part === null ? '' : part === 'qrels' ? '/qrels' : `/calls/${part.call}`;
  return addressOf(`/traces/${encodeURIComponent(name)}${path}`, behind);
}

/** Browsers follow `.` and `..` in a path, encoded or not (URL Standard): they reach no server. */
export function isStep(name: string): boolean {
  return name === '.' || name === '..';
}

export function indexAddress(name: string): string {
  return `/indexes/${encodeURIComponent(name)}`;
}

/** Of curl: the token is where the shell has it, and in no page. */
export const TOKEN_OPTION = '-H "authorization: Bearer $STILLWEB_TOKEN"';

/** As one word of a shell. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
