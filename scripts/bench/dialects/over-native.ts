import { median } from '../median.ts';
import { NATIVE, SEARCHES, type Search } from './searches.ts';
import { type Sent, sendWell } from './send.ts';

/** How much later a dialect answers than the native API. */

/** Each query is asked so often in each way; the fastest counts, since what is slower met something else. */
const PASSES = 4;

export interface OverNative extends Pick<Search, 'dialect' | 'like'> {
  /** Medians over the queries, in milliseconds. */
  readonly nativeMs: number;
  readonly dialectMs: number;
  /** Median of the differences at each query. */
  readonly overMs: number;
  /** The same of the time that all threads of the process took of the cores, which other programs do not lengthen. */
  readonly overCpuMs: number;
}

/** For each query the fastest of its passes. */
interface Times {
  readonly wall: Float64Array;
  readonly cpu: Float64Array;
}

/**
 * A dialect takes turns with its native request alone: what an answer leaves behind for the collector of garbage is paid for by those
 * that follow it, so that of many ways in one row the neighbours of the large ones looked slow.
 */
export async function measureOverNative(url: string, queries: readonly string[], warm: number): Promise<OverNative[]> {
  const measured: OverNative[] = [];
  for (const search of SEARCHES) measured.push(await measurePair(url, search, queries, warm));
  return measured;
}

async function measurePair(
  url: string,
  { dialect, like, send }: Search,
  queries: readonly string[],
  warm: number,
): Promise<OverNative> {
  const [native, own] = [newTimes(queries.length), newTimes(queries.length)];
  const pair = [
    { send: NATIVE[like], times: native },
    { send, times: own },
  ];
  for (const query of queries.slice(0, warm)) for (const way of pair) await sendWell(url, way.send(query));
  for (let pass = 0; pass < PASSES; pass++) {
    for (const [i, query] of queries.entries()) {
      const isTurned = (pass + i) % 2 === 1;
      for (const { send: sendOne, times } of isTurned ? [...pair].reverse() : pair)
        await measure(url, sendOne(query), times, i);
    }
  }
  return {
    dialect,
    like,
    nativeMs: median(native.wall),
    dialectMs: median(own.wall),
    overMs: median(own.wall.map((ms, i) => ms - native.wall[i])),
    overCpuMs: median(own.cpu.map((ms, i) => ms - native.cpu[i])),
  };
}

async function measure(url: string, sent: Sent, { wall, cpu }: Times, query: number): Promise<void> {
  const before = process.cpuUsage();
  const { ms } = await sendWell(url, sent);
  const { user, system } = process.cpuUsage(before);
  wall[query] = Math.min(wall[query], ms);
  cpu[query] = Math.min(cpu[query], (user + system) / 1000);
}

function newTimes(length: number): Times {
  return { wall: new Float64Array(length).fill(Infinity), cpu: new Float64Array(length).fill(Infinity) };
}
