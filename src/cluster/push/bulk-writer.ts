import { setTimeout as delay } from 'node:timers/promises';
import { StillwebError } from '../../errors.ts';
import { CLUSTER_BULK_BYTES } from '../../limits.ts';
import type { Cluster } from '../cluster.ts';
import { reasonOf } from '../cluster-fault.ts';
import { checksumOf, type Entry } from './entries.ts';

/** Waits before a batch that a busy cluster has turned away is sent again, in milliseconds. */
const PATIENCE_MS = [250, 500, 1000, 2000, 4000, 8000, 16_000];

interface BulkItem {
  readonly index?: { readonly _id?: string; readonly status?: number; readonly error?: Parameters<typeof reasonOf>[0] };
}

/** What the batches that have arrived hold together. */
export interface Written {
  readonly entries: number;
  readonly checksum: number;
}

/** A shard takes in a batch with one thread, and waits for its disk in between. */
const BATCHES_AT_ONCE = 4;

/**
 * Sends entries in batches, several under way while the next is made. Each has an id of its own, so that one that is sent twice is
 * there once. What is told to have arrived is the beginning of what was added.
 */
export class BulkWriter {
  readonly #cluster: Cluster;
  readonly #index: string;
  readonly #onWritten: (written: Written) => Promise<void>;
  #lines: string[] = [];
  #bytes = 0;
  #batch = { entries: 0, checksum: 0 };
  /** Of each batch under way: settles when it is no longer. */
  readonly #underWay = new Set<Promise<void>>();
  /** Settles when all that was sent has arrived and is told. */
  #told: Promise<void> = Promise.resolve();
  #isFaulty = false;

  /** @param onWritten told of each batch once it and all before it have arrived, one after the other */
  constructor(cluster: Cluster, index: string, onWritten: (written: Written) => Promise<void>) {
    this.#cluster = cluster;
    this.#index = index;
    this.#onWritten = onWritten;
  }

  /** @throws StillwebError CLUSTER_REFUSED naming the first entry that was refused, CLUSTER_UNREACHABLE, CLUSTER_INCOMPLETE */
  async add({ id, source }: Entry): Promise<void> {
    const checksum = checksumOf(source);
    const line = `{"index":{"_id":${JSON.stringify(id)}}}\n${source.slice(0, -1)},"checksum":${checksum}}\n`;
    this.#lines.push(line);
    this.#bytes += line.length;
    this.#batch.entries++;
    this.#batch.checksum += checksum;
    if (this.#bytes >= CLUSTER_BULK_BYTES) await this.#send();
  }

  /** Settles when all has arrived. @throws as `add` */
  async flush(): Promise<void> {
    if (this.#lines.length > 0) await this.#send();
    await this.#told;
  }

  async #send(): Promise<void> {
    while (this.#underWay.size >= BATCHES_AT_ONCE) await Promise.race(this.#underWay);
    if (this.#isFaulty) await this.#told;
    const lines = this.#lines.join('');
    const batch = this.#batch;
    this.#lines = [];
    this.#bytes = 0;
    this.#batch = { entries: 0, checksum: 0 };
    const arrived = this.#write(lines);
    const isDone = (): void => void this.#underWay.delete(done);
    const done = arrived.then(isDone, isDone);
    this.#underWay.add(done);
    this.#told = Promise.all([this.#told, arrived]).then(() => this.#onWritten(batch));
    // Thrown where the next batch is sent, or the last is waited for.
    this.#told.catch(() => {
      this.#isFaulty = true;
    });
  }

  async #write(lines: string): Promise<void> {
    for (const patience of [...PATIENCE_MS, null]) {
      const refused = await this.#try(lines);
      if (refused === null) return;
      if (refused.status !== 429 || patience === null) throw refusal(refused);
      await delay(patience);
    }
  }

  /** The first entry that was refused; null for none. One that was turned away for lack of room comes first. */
  async #try(lines: string): Promise<NonNullable<BulkItem['index']> | null> {
    let answer: { errors?: boolean; items?: readonly BulkItem[] };
    try {
      answer = (await this.#cluster.requestLines(
        `/${this.#index}/_bulk`,
        'a batch of entries',
        lines,
      )) as typeof answer;
    } catch (error) {
      const { status } = (error as StillwebError).facts as { status?: number };
      if (status !== 429) throw error;
      return { status, error: (error as StillwebError).message };
    }
    if (answer.errors === false) return null;
    const refused = (answer.items ?? []).flatMap(({ index }) =>
      index === undefined || index.error === undefined ? [] : index,
    );
    return refused.find(({ status }) => status !== 429) ?? refused[0] ?? { error: 'no answer for each entry' };
  }
}

function refusal({ _id: id, status, error }: NonNullable<BulkItem['index']>): StillwebError {
  const reason = reasonOf(error) ?? 'no reason';
  const isFull = /read.only|flood|disk/i.test(reason);
  const mend = isFull
    ? '; make room on the disks of the cluster, then lift the block of the index, and push again'
    : '';
  const message = `the cluster refused an entry: ${reason}${mend}. What has arrived is kept, and the next push goes on behind it`;
  return new StillwebError('CLUSTER_REFUSED', message, { entry: id ?? null, status: status ?? null });
}
