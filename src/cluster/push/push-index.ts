/** Loads a generation into a cluster: entries, a look at whether all are there, then the alias. */
import { join } from 'node:path';
import { StillwebError } from '../../errors.ts';
import { QUERY_TOKENIZER_FILE, QUERY_WEIGHTS_FILE } from '../../format/file-names.ts';
import { encodeManifest } from '../../format/manifest.ts';
import { CLUSTER_BULK_TIMEOUT_MS } from '../../limits.ts';
import { newestDay } from '../../serving/describe-index.ts';
import { DocumentStore } from '../../store/document-store.ts';
import { readFileSync } from '../../store/file-system.ts';
import { type IndexView, viewIndex } from '../../store/index-view.ts';
import type { OpenIndex } from '../../store/open.ts';
import type { Cluster } from '../cluster.ts';
import { checkAlias } from '../cluster-address.ts';
import {
  type ClusterSimilarity,
  indexBody,
  indexNameOf,
  LAYOUT_VERSION,
  type LayoutOptions,
  MANIFEST_ID,
} from '../cluster-layout.ts';
import { invalid, readBegun, readState, writePart, writeState } from '../pushed-state.ts';
import { type PushState, pieceId } from '../stored-body.ts';
import { BulkWriter } from './bulk-writer.ts';
import { countEntries, entriesOf, STAGES, type Stage } from './entries.ts';
import { refuseWithoutPlugin } from './refuse-without-plugin.ts';
import { verifyPush } from './verify-push.ts';

const PIECE_BYTES = 1024 * 1024;
/** Batches between two notes of how far a push has come. */
const NOTED_BATCHES = 4;

export interface PushOptions {
  /** Shards of the index of the cluster. Default: 1. */
  readonly shards?: number;
  /** Copies of each shard beside it. Default: 1. */
  readonly replicas?: number;
  /** What scores. Default: the script, or what an earlier call has begun with. */
  readonly similarity?: ClusterSimilarity;
  readonly onProgress?: (progress: {
    readonly stage: Stage | 'checking';
    readonly done: number;
    readonly total: number;
  }) => void;
}

export interface Pushed {
  readonly alias: string;
  /** The index of the cluster, of this generation alone. */
  readonly index: string;
  readonly id: string;
  readonly shards: number;
  readonly similarity: ClusterSimilarity;
  readonly documents: number;
  readonly passages: number;
  readonly terms: number;
  /** Entries that were there from an earlier call. */
  readonly kept: number;
  /** Indexes of the cluster that the alias led to before; nothing leads there now. */
  readonly replaced: readonly string[];
}

/**
 * Pushes the generation that is open. A push that was killed goes on where it was; one that is whole is not repeated.
 *
 * @param alias under which it is served. Default: the name of the index, in small letters
 * @throws StillwebError UNSUPPORTED for an engine or a precision that a cluster does not rank by; CLUSTER_REFUSED; CLUSTER_INCOMPLETE;
 *   CLUSTER_UNREACHABLE; CLUSTER_INDEX_INVALID where the cluster does not hold what was pushed
 */
export async function pushIndex(
  cluster: Cluster,
  open: OpenIndex,
  alias: string | null,
  { shards = 1, replicas = 1, similarity, onProgress = () => {} }: PushOptions = {},
): Promise<Pushed> {
  refuseUnservable(open);
  const { id, counts } = open.manifest;
  const name = checkAlias(alias ?? open.name.toLowerCase());
  const index = indexNameOf(name, id);
  const view = viewIndex(open);
  let state: PushState =
    (await readState(cluster, index)) ?? (await beginPush(cluster, index, open, { shards, similarity }));
  if (state.id !== id) throw invalid(index, `was pushed as ${state.id}`);
  if (similarity !== undefined && similarity !== state.similarity)
    throw invalid(index, `scores by its ${state.similarity}: delete it, and push again for another similarity`);
  const kept = entriesIn(view, state);
  if (state.stage !== 'complete') {
    const documents = await DocumentStore.open(open.folder, view.blocks);
    try {
      for (const stage of STAGES.slice(STAGES.indexOf(state.stage))) {
        state = await pushStage(
          cluster,
          index,
          view,
          documents,
          { ...state, stage, done: state.stage === stage ? state.done : 0 },
          onProgress,
        );
      }
    } finally {
      documents.close();
    }
    onProgress({ stage: 'checking', done: 0, total: 1 });
    await refresh(cluster, index);
    await verifyPush(cluster, index, view, state);
    await settle(cluster, index, replicas);
    state = { ...state, stage: 'complete', done: 0 };
    await writeState(cluster, index, state);
    await refresh(cluster, index);
  }
  // Again for one that was killed just here.
  await cluster.request('PUT', `/${index}/_settings`, 'to block writes', { index: { 'blocks.write': true } });
  const replaced = await swapAlias(cluster, name, index);
  const { documents, passages, terms } = counts;
  return {
    alias: name,
    index,
    id,
    shards: state.shards,
    similarity: state.similarity,
    documents,
    passages,
    terms,
    kept,
    replaced,
  };
}

function entriesIn(view: IndexView, { stage, done }: PushState): number {
  const counts = countEntries(view);
  const before = stage === 'complete' ? STAGES : STAGES.slice(0, STAGES.indexOf(stage));
  let entries = done;
  for (const each of before) entries += counts[each];
  return entries;
}

/** @throws StillwebError UNSUPPORTED */
function refuseUnservable({ name, manifest: { engine, encoder } }: OpenIndex): void {
  if (engine !== 'stillweb') {
    const message = `the index ${name} is ranked by engine ${engine}, and a cluster ranks as stillweb does`;
    throw new StillwebError('UNSUPPORTED', message, { engine, supported: ['stillweb'] });
  }
  if (encoder?.precision === undefined) return;
  const message = `the index ${name} keeps vectors of ${encoder.precision} beside those of int8, which a cluster does not`;
  throw new StillwebError('UNSUPPORTED', message, { precision: encoder.precision, supported: ['int8'] });
}

/** Creates the index, unless an earlier push has, and was killed before it had written a state. */
async function beginPush(
  cluster: Cluster,
  index: string,
  open: OpenIndex,
  { shards, similarity }: { readonly shards: number; readonly similarity: ClusterSimilarity | undefined },
): Promise<PushState> {
  const { manifest } = open;
  let layout: LayoutOptions | null = await readBegun(cluster, index);
  if (layout === null) {
    layout = { shards, similarity: similarity ?? 'script' };
    if (layout.similarity === 'plugin') await refuseWithoutPlugin(cluster);
    await cluster.request('PUT', `/${index}`, 'to create an index', indexBody(manifest, layout));
  }
  await writePart(cluster, index, MANIFEST_ID, { text: encodeManifest(manifest) });
  const files: { name: string; pieces: number }[] = [];
  for (const file of [QUERY_WEIGHTS_FILE, QUERY_TOKENIZER_FILE]) {
    if (!manifest.files.some((each) => each.name === file)) continue;
    const bytes = readFileSync(join(open.folder, file));
    const pieces = Math.ceil(bytes.length / PIECE_BYTES);
    for (let piece = 0; piece < pieces; piece++) {
      const base64 = bytes.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES).toString('base64');
      await writePart(cluster, index, pieceId(file, piece), { base64 });
    }
    files.push({ name: file, pieces });
  }
  const state: PushState = {
    layout: LAYOUT_VERSION,
    id: manifest.id,
    name: open.name,
    shards: layout.shards,
    similarity: layout.similarity,
    newest: newestDay(open),
    files,
    stage: STAGES[0],
    done: 0,
    checksum: 0,
  };
  await writeState(cluster, index, state);
  return state;
}

async function pushStage(
  cluster: Cluster,
  index: string,
  view: IndexView,
  documents: DocumentStore,
  from: PushState & { readonly stage: Stage },
  onProgress: NonNullable<PushOptions['onProgress']>,
): Promise<PushState> {
  const { stage } = from;
  const total = countEntries(view)[stage];
  let state: PushState = from;
  let batches = 0;
  const writer = new BulkWriter(cluster, index, async ({ entries, checksum }) => {
    state = { ...state, done: state.done + entries, checksum: state.checksum + checksum };
    onProgress({ stage, done: state.done, total });
    if (++batches % NOTED_BATCHES === 0) await writeState(cluster, index, state);
  });
  for (const entry of entriesOf(view, documents, stage, from.done)) await writer.add(entry);
  await writer.flush();
  await writeState(cluster, index, state);
  return state;
}

async function refresh(cluster: Cluster, index: string): Promise<void> {
  await cluster.request(
    'POST',
    `/${index}/_refresh`,
    'to show what was pushed',
    undefined,
    {},
    CLUSTER_BULK_TIMEOUT_MS,
  );
}

/** Copies of each shard, and searches that see what is there. */
async function settle(cluster: Cluster, index: string, replicas: number): Promise<void> {
  await cluster.request('PUT', `/${index}/_settings`, 'to make replicas', { index: { number_of_replicas: replicas } });
  const wanted = { wait_for_status: replicas > 0 ? 'green' : 'yellow', timeout: '60s' };
  // One node holds no replica of its own shards: that is no fault of the push, and the health of the cluster says it.
  await cluster
    .request(
      'GET',
      `/_cluster/health/${index}`,
      'whether replicas are there',
      undefined,
      wanted,
      CLUSTER_BULK_TIMEOUT_MS,
    )
    .catch(() => {});
}

/** In one step: at no moment does the alias lead nowhere, or to two. @returns where it led before */
async function swapAlias(cluster: Cluster, alias: string, index: string): Promise<string[]> {
  const found = (await cluster.request('GET', '/_alias', 'its aliases')) as Record<string, { aliases: object }>;
  const before = Object.keys(found).filter((each) => Object.hasOwn(found[each].aliases, alias) && each !== index);
  if (Object.hasOwn(found, alias)) throw invalid(alias, 'has the name that the alias of the generation would have');
  const actions = [...before.map((each) => ({ remove: { index: each, alias } })), { add: { index, alias } }];
  await cluster.request('POST', '/_aliases', 'to lead its alias to the generation', { actions });
  return before;
}
