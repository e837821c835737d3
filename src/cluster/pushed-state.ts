/** The parts of a generation in a cluster that are no entries: how far it has come, its manifest, and small files. */
import { StillwebError } from '../errors.ts';
import { decodeManifest, type Manifest } from '../format/manifest.ts';
import { CLUSTER_BULK_TIMEOUT_MS } from '../limits.ts';
import type { Cluster } from './cluster.ts';
import { statusOf } from './cluster-fault.ts';
import { type Begun, LAYOUT_VERSION, MANIFEST_ID, STATE_ID } from './cluster-layout.ts';
import { type PushState, pieceId } from './stored-body.ts';

/**
 * How far a push has come; null where the cluster has no such index, or nothing in it.
 *
 * @throws StillwebError CLUSTER_INDEX_INVALID for another layout
 */
export async function readState(cluster: Cluster, index: string): Promise<PushState | null> {
  const state = await readPart<PushState>(cluster, index, STATE_ID).catch((error) => {
    if (statusOf(error) === 404) return null;
    throw error;
  });
  if (state === null || state === undefined) return null;
  if (state.layout === LAYOUT_VERSION) return state;
  throw invalid(index, `has layout ${state.layout}, and this program reads ${LAYOUT_VERSION}`);
}

/**
 * What an index was made for whose push was killed before it had a state; null where there is no index.
 *
 * @throws StillwebError CLUSTER_INDEX_INVALID for an index that is none of ours; as `Cluster.request`
 */
export async function readBegun(cluster: Cluster, index: string): Promise<Begun | null> {
  const found = await cluster.request('GET', `/${index}/_mapping`, `the index ${index}`).catch((error) => {
    if (statusOf(error) === 404) return null;
    throw error;
  });
  if (found === null) return null;
  const [{ mappings }] = Object.values(
    found as Readonly<Record<string, { mappings: { _meta?: { stillweb?: Begun } } }>>,
  );
  const begun = mappings._meta?.stillweb;
  if (begun?.layout === LAYOUT_VERSION) return begun;
  throw invalid(index, 'was not made by stillweb push');
}

/** Repeated, it changes nothing. @throws StillwebError as `Cluster.request` */
export async function writeState(cluster: Cluster, index: string, state: PushState): Promise<void> {
  await writePart(cluster, index, STATE_ID, state);
}

/** @throws StillwebError CLUSTER_INDEX_INVALID, INDEX_CORRUPT, INDEX_TOO_NEW, INDEX_TOO_OLD */
export async function readManifestPart(cluster: Cluster, index: string): Promise<Manifest> {
  const part = await readPart<{ text: string }>(cluster, index, MANIFEST_ID);
  if (part === undefined) throw invalid(index, 'has no manifest');
  return decodeManifest(part.text);
}

/** A small file of the generation; null where it has none of this name. @throws StillwebError CLUSTER_INDEX_INVALID */
export async function readSmallFile(
  cluster: Cluster,
  index: string,
  { files }: PushState,
  name: string,
): Promise<Uint8Array | null> {
  const file = files.find((each) => each.name === name);
  if (file === undefined) return null;
  const pieces: Buffer[] = [];
  for (let piece = 0; piece < file.pieces; piece++) {
    const part = await readPart<{ base64: string }>(cluster, index, pieceId(name, piece));
    if (part === undefined) throw invalid(index, `lacks a piece of ${name}`);
    pieces.push(Buffer.from(part.base64, 'base64'));
  }
  return Buffer.concat(pieces);
}

async function readPart<Part>(cluster: Cluster, index: string, id: string): Promise<Part | undefined> {
  const answer = await cluster.request(
    'POST',
    `/${index}/_mget`,
    `the index ${index}`,
    { ids: [id] },
    { realtime: true },
  );
  const [doc] = (answer as { docs: readonly { _source?: { body: Part }; error?: { reason: string; type: string } }[] })
    .docs;
  if (doc?.error?.type === 'index_not_found_exception') {
    throw new StillwebError('CLUSTER_REFUSED', doc.error.reason, { status: 404 });
  }
  return doc?._source?.body;
}

export async function writePart(cluster: Cluster, index: string, id: string, body: object): Promise<void> {
  // It waits its turn behind the batches that are under way.
  await cluster.request(
    'PUT',
    `/${index}/_doc/${encodeURIComponent(id)}`,
    'a part of the generation',
    { body },
    {},
    CLUSTER_BULK_TIMEOUT_MS,
  );
}

export function invalid(index: string, what: string): StillwebError {
  return new StillwebError('CLUSTER_INDEX_INVALID', `the index ${index} of the cluster ${what}`, { index });
}
