import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { send } from './send.ts';

/** Agents' recorded searches and look-ups, asked again through CaRR's browser: one session for each trace. */

interface Trace {
  readonly id: string;
  readonly steps: readonly { readonly tool: string; readonly input: string }[];
}

export interface Replayed {
  readonly searches: number;
  readonly lookups: number;
  /** Answers of another status than 200, or without an output. */
  readonly failed: number;
  readonly withHits: number;
  /** Of each call, in milliseconds. */
  readonly searchMs: readonly number[];
  readonly lookupMs: readonly number[];
}

/** A search is `browser.search`, and the first hit is opened, as the recorded tool showed a page; a look-up is `browser.find`. */
export async function replay(url: string, file: string): Promise<Replayed> {
  const traces = readLines<Trace>(file);
  const searchMs: number[] = [];
  const lookupMs: number[] = [];
  let failed = 0;
  let withHits = 0;
  for (const { id, steps } of traces) {
    const call = async (name: string, input: object): Promise<{ readonly output: string; readonly ms: number }> => {
      const body = { session_id: id, name, arguments: input, remote_env_info: {} };
      const { status, text, ms } = await send(url, { method: 'POST', path: '/carr', body });
      const output = status === 200 ? (JSON.parse(text) as { output?: unknown }).output : undefined;
      if (typeof output !== 'string') failed++;
      return { output: String(output), ms };
    };
    await call('start_session', {});
    for (const { tool, input } of steps) {
      if (tool === 'search') {
        const { output, ms } = await call('browser.search', { query: input });
        searchMs.push(ms);
        if (output === 'No results found.') continue;
        withHits++;
        await call('browser.open', { id: 0 });
      } else if (tool === 'lookup') {
        lookupMs.push((await call('browser.find', { pattern: input })).ms);
      }
    }
    await call('close_session', {});
  }
  return { searches: searchMs.length, lookups: lookupMs.length, failed, withHits, searchMs, lookupMs };
}

/** The lines of a gzip file of JSON Lines. */
export function readLines<T>(file: string): T[] {
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
