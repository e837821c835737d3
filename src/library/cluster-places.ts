/** Of the places that are served: which are directories, and which lie in a cluster. */
import { isClusterAddress, readClusterAddress } from '../cluster/cluster-address.ts';
import type { NamedReranker } from '../contract/reranker-description.ts';
import type { EncoderPlace } from '../encoder/encoders.ts';
import { StillwebError } from '../errors.ts';
import { JoinedBackend } from '../serving/joined-backend.ts';
import { readNamedPlace } from '../serving/named-place.ts';
import type { SearchBackend } from '../serving/search-backend.ts';

interface ClusterPlace {
  readonly address: string;
  readonly name: string | undefined;
}

export interface SplitPlaces {
  /** As they were given. */
  readonly directories: readonly string[];
  readonly clusters: readonly ClusterPlace[];
  /** Whether each place, in the order in which they were given, lies in a cluster. */
  readonly order: readonly boolean[];
}

export function splitPlaces(places: readonly string[]): SplitPlaces {
  const clusters: ClusterPlace[] = [];
  const directories: string[] = [];
  const order = places.map((place) => {
    const cluster = clusterPlace(place);
    if (cluster === null) directories.push(place);
    else clusters.push(cluster);
    return cluster !== null;
  });
  return { directories, clusters, order };
}

/** The place in a cluster that this names; null where it names a directory. */
export function clusterPlace(place: string): ClusterPlace | null {
  const { name, place: address } = readNamedPlace(place);
  return isClusterAddress(address) ? { address, name } : null;
}

export interface OpenClustersOptions {
  readonly encoder: EncoderPlace;
  readonly rerankers: readonly NamedReranker[];
  readonly isStrict: boolean;
}

/** What clusters serve, as one backend. @throws StillwebError as `openClusterIndex`, ENCODER_DIFFERS */
export async function openClusters(
  clusters: readonly ClusterPlace[],
  { isStrict, ...options }: OpenClustersOptions,
): Promise<SearchBackend> {
  const [{ openClusterIndex }, { ClusterBackend }] = await Promise.all([
    import('../cluster/open-cluster-index.ts'),
    import('../cluster/cluster-backend.ts'),
  ]);
  const opened = [];
  try {
    for (const { address, name } of clusters) {
      const index = await openClusterIndex(readClusterAddress(address), { ...options, name });
      opened.push(index);
      const { name: said, description } = index.served;
      if (!isStrict || description.encoder?.probes !== 'differs') continue;
      const what = `${said}: the encoder gives other vectors on this machine`;
      throw new StillwebError('ENCODER_DIFFERS', what, { index: said, encoder: description.encoder.name });
    }
  } catch (error) {
    for (const { source } of opened) await source.close();
    throw error;
  }
  return new ClusterBackend(
    opened.map(({ served }) => served),
    opened.map(({ source }) => source),
  );
}

/** All places as one backend, in their order. Closed, it leaves the clusters open. */
export function joinPlaces(
  local: SearchBackend | null,
  clusters: SearchBackend,
  { order }: SplitPlaces,
): SearchBackend {
  const lasting: SearchBackend = {
    indexes: clusters.indexes,
    workers: clusters.workers,
    get serviceMs() {
      return clusters.serviceMs;
    },
    answer: (key, options) => clusters.answer(key, options),
    close: async () => {},
  };
  if (local === null) return lasting;
  return new JoinedBackend(
    [local, lasting],
    order.map((isCluster) => (isCluster ? 1 : 0)),
  );
}
