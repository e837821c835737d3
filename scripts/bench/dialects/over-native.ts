import { summarizeMs } from '../../../src/evaluation/latency.ts';
import { NATIVE, SEARCHES, type Search } from './searches.ts';
import { sendWell } from './send.ts';

/** How much later a dialect answers than the native API. */

/** Each query is asked so often in each way; the fastest counts, since what is slower met something else. */
const PASSES = 3;

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

/** All ways take turns at each query, each pass beginning with another one. */
export async function measureOverNative(url: string, queries: readonly string[], warm: number): Promise<OverNative[]> {
  const ways = [
    ...Object.entries(NATIVE).map(([name, send]) => ({ name, send })),
    ...SEARCHES.map(({ dialect, send }) => ({ name: dialect, send })),
  ];
  const fastest = new Map(ways.map(({ name }) => [name, newTimes(queries.length)]));
  for (const query of queries.slice(0, warm)) for (const { send } of ways) await sendWell(url, send(query));
  for (let pass = 0; pass < PASSES; pass++) {
    for (const [i, query] of queries.entries()) {
      for (let turn = 0; turn < ways.length; turn++) {
        const { name, send } = ways[(turn + i + pass * 7) % ways.length];
        const before = process.cpuUsage();
        const { ms } = await sendWell(url, send(query));
        const { user, system } = process.cpuUsage(before);
        const { wall, cpu } = fastest.get(name) as Times;
        wall[i] = Math.min(wall[i], ms);
        cpu[i] = Math.min(cpu[i], (user + system) / 1000);
      }
    }
  }
  return SEARCHES.map(({ dialect, like }) => {
    const [native, own] = [fastest.get(like) as Times, fastest.get(dialect) as Times];
    return {
      dialect,
      like,
      nativeMs: median(native.wall),
      dialectMs: median(own.wall),
      overMs: median(own.wall.map((ms, i) => ms - native.wall[i])),
      overCpuMs: median(own.cpu.map((ms, i) => ms - native.cpu[i])),
    };
  });
}

function newTimes(length: number): Times {
  return { wall: new Float64Array(length).fill(Infinity), cpu: new Float64Array(length).fill(Infinity) };
}

/** Differences may be below zero, of which `summarizeMs` knows nothing. */
function median(samples: Float64Array): number {
  const least = Math.min(0, ...samples);
  return summarizeMs(Array.from(samples, (sample) => sample - least)).p50 + least;
}
