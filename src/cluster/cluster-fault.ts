/** What a cluster did not do, in the words of the catalogue. */
import type { errors } from '@opensearch-project/opensearch';
import { StillwebError } from '../errors.ts';

/** What the official client throws, as far as it is looked at. */
type ClientError = Partial<errors.ResponseError> & { readonly name?: string; readonly message?: string };

interface Cause {
  readonly type?: string;
  readonly reason?: string;
  readonly root_cause?: readonly Cause[];
  readonly caused_by?: Cause;
  readonly failed_shards?: readonly { readonly reason?: Cause }[];
}

/** Names of what the client throws where no answer came. */
const UNREACHED = new Set(['ConnectionError', 'TimeoutError', 'NoLivingConnectionsError', 'RequestAbortedError']);

/**
 * @param what was asked, such as `search`
 * @returns the fault; anything that the client does not throw, as it is
 */
export function clusterFault(cause: unknown, what: string, nodes: readonly string[]): unknown {
  const error = cause as ClientError;
  const facts = { nodes: nodes.map((node) => new URL(node).host) };
  if (UNREACHED.has(error.name ?? '')) {
    const tls = /certificate|self.signed|SSL|TLS|altname/i.test(error.message ?? '');
    const mend = tls ? '; name the certificate of its authority in NODE_EXTRA_CA_CERTS' : '';
    return new StillwebError(
      'CLUSTER_UNREACHABLE',
      `the cluster gave no answer to ${what}: ${error.message}${mend}`,
      facts,
      { cause },
    );
  }
  if (error.name !== 'ResponseError') return cause;
  const status = error.statusCode ?? 0;
  const said = reasonOf((error.body as { error?: Cause | string } | undefined)?.error) ?? `status ${status}`;
  const message = `the cluster refused ${what}: ${said}`;
  if (status === 401 || (status === 403 && !/block/.test(said))) {
    const mend = 'set STILLWEB_OPENSEARCH_USER and STILLWEB_OPENSEARCH_PASSWORD to an account that may';
    return new StillwebError('CLUSTER_REFUSED', `${message}; ${mend}`, { ...facts, status }, { cause });
  }
  if (status === 429 || status >= 500)
    return new StillwebError('CLUSTER_INCOMPLETE', message, { ...facts, status }, { cause });
  return new StillwebError('CLUSTER_REFUSED', message, { ...facts, status }, { cause });
}

/** The status of an answer that refused, or null for another fault. */
export function statusOf(error: unknown): number | null {
  if (!(error instanceof StillwebError)) return null;
  const { status } = error.facts as { status?: number };
  return status ?? null;
}

/** The innermost reason, which says most; behind the type that names it. */
export function reasonOf(cause: Cause | string | undefined): string | null {
  if (cause === undefined || typeof cause === 'string') return cause ?? null;
  const shard = cause.failed_shards?.[0]?.reason;
  const inner = reasonOf(cause.caused_by) ?? (shard === undefined ? null : reasonOf(shard));
  const own = cause.reason === undefined ? (cause.type ?? null) : `${cause.type ?? 'error'}: ${cause.reason}`;
  return inner === null || own === null || own.includes(inner) ? (own ?? inner) : `${own}: ${inner}`;
}
