/** Where an index lies in an OpenSearch cluster, as it is named on a command line. */
import { StillwebError } from '../errors.ts';

export interface ClusterAddress {
  /** One or more nodes of one cluster, without a slash at the end. */
  readonly nodes: readonly string[];
  /** The alias that leads to the generation; null where the address names none. */
  readonly alias: string | null;
}

const SCHEME = 'opensearch:';
/** What OpenSearch takes as the name of an index, with room for an index id behind it. */
const ALIAS = /^[a-z0-9][a-z0-9._-]{0,127}$/;

export function isClusterAddress(place: string): boolean {
  return place.startsWith(SCHEME);
}

/**
 * Reads `opensearch:URL`, `opensearch:URL/ALIAS` or, for several nodes, `opensearch:URL,URL/ALIAS`.
 *
 * @throws StillwebError SETTING_INVALID; also for an address with a password, which belongs in the environment
 */
export function readClusterAddress(place: string): ClusterAddress {
  const parts = place.slice(SCHEME.length).split(',');
  let alias: string | null = null;
  const nodes = parts.map((part, i) => {
    const url = URL.canParse(part) ? new URL(part) : null;
    if (!isClusterAddress(place) || url === null || !/^https?:$/.test(url.protocol)) {
      throw invalid(place, 'an address of a cluster is opensearch:http://HOST:PORT/NAME, or with https:');
    }
    if (url.username !== '' || url.password !== '') {
      const what =
        'the address of a cluster holds no password: set STILLWEB_OPENSEARCH_USER and STILLWEB_OPENSEARCH_PASSWORD';
      throw invalid(`${SCHEME}${url.host}`, what);
    }
    const path = url.pathname.replace(/\/$/, '').slice(1);
    if (url.search !== '' || url.hash !== '' || (path !== '' && i < parts.length - 1)) {
      throw invalid(place, 'behind the last node of a cluster stands the name of an index, and nothing else');
    }
    if (path !== '') alias = checkAlias(path);
    return url.origin;
  });
  return { nodes, alias };
}

/** @throws StillwebError SETTING_INVALID */
export function checkAlias(name: string): string {
  if (ALIAS.test(name)) return name;
  const what = `${JSON.stringify(name)} is no name for an index of a cluster: small letters, digits, dots, dashes and underscores`;
  throw new StillwebError('SETTING_INVALID', what, { setting: 'address', name });
}

function invalid(place: string, message: string): StillwebError {
  return new StillwebError('SETTING_INVALID', message, { setting: 'address', address: place });
}
