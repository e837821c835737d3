/** What a server is started with, checked once. */
import type { Writable } from 'node:stream';
import type { Episode } from '../contract/episode.ts';
import { type Dialect, registeredDialects } from '../dialects/dialect.ts';
import { StillwebError } from '../errors.ts';
import {
  CONNECTION_CHECK_MS,
  DRAIN_IDLE_MS,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_TIMEOUT_MS,
  MAX_WAIT_MS,
  REQUEST_TIMEOUT_MS,
  RESPONSE_TIMEOUT_MS,
  SEARCH_DEADLINE_MS,
  SOCKET_IDLE_TIMEOUT_MS,
} from '../limits.ts';
import { DEFAULT_TOOL_SET } from '../mcp/tool-set-names.ts';
import { findToolSet } from '../mcp/tool-sets.ts';
import { CPU_REPORT, type DeviceReport } from '../retrieval/gpu/device-report.ts';
import type { Conductor } from '../serving/conductor.ts';
import { readAllowedHost, readOrigin } from './allowed-names.ts';
import { isLoopback } from './loopback.ts';

/** All in milliseconds. Headers must be the smallest of the first two: Node swaps them otherwise. */
export interface Timeouts {
  readonly headersMs: number;
  readonly requestMs: number;
  readonly checkMs: number;
  readonly keepAliveMs: number;
  readonly socketIdleMs: number;
  readonly responseMs: number;
  /** While draining: a connection on which nothing was sent for so long is closed. */
  readonly drainIdleMs: number;
}

export interface ServerOptions {
  /** An address or `localhost`, which means 127.0.0.1. Another than loopback needs a token. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly token?: string | null;
  readonly allowedHosts?: readonly string[];
  readonly allowedOrigins?: readonly string[];
  /** Where one line a request goes; null for no log. */
  readonly log?: Writable | null;
  /** Told of faults of our own, which callers see as INTERNAL with the request id. Default: a line on standard error. */
  readonly onBug?: (error: unknown, requestId: string) => void;
  /** Where vectors are compared, for `/readyz` and `/metrics`; asked whenever they are. Default: on the CPU. */
  readonly device?: () => DeviceReport;
  /** Of this program, for the OpenAPI document. */
  readonly version?: string;
  readonly deadlineMs?: number;
  /** A search that would wait longer than this is refused at once. */
  readonly maxWaitMs?: number;
  readonly timeouts?: Partial<Timeouts>;
  /** Spoken beside the native API. Default: all that are registered in this thread. */
  readonly dialects?: readonly Dialect[];
  /** The tools that `/mcp` offers where its query does not name a set. Default: `stillweb`. */
  readonly mcpTools?: string;
  /** Tasks that the environments of trainers give out, in their order. Default: none. */
  readonly episodes?: readonly Episode[];
  /** Pages answer and do nothing else: no trace is taken or asked again, and no index is checked. Default: false. */
  readonly isReadOnly?: boolean;
  /** Records and treats all that is asked. Default: null, nobody. */
  readonly conductor?: Conductor | null;
}

export interface ServerSettings extends Required<Omit<ServerOptions, 'timeouts'>> {
  readonly timeouts: Timeouts;
}

/** @throws SETTING_INVALID */
export function settleOptions(options: ServerOptions): ServerSettings {
  const host = options.host === undefined || options.host === 'localhost' ? '127.0.0.1' : options.host;
  // Node would listen on every address of the machine.
  if (host.trim() === '') {
    const message = `${JSON.stringify(host)} is no address to listen on, such as that of a variable that was never set`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'host' });
  }
  const token = options.token ?? null;
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    throw new StillwebError('SETTING_INVALID', 'the token is empty or holds other than visible ASCII characters', {
      setting: 'token',
    });
  }
  if (token === null && !isLoopback(host)) {
    throw new StillwebError('SETTING_INVALID', `host ${host} can be reached from other machines and needs a token`, {
      setting: 'host',
      host,
      needs: 'token-file',
    });
  }
  const timeouts: Timeouts = {
    headersMs: HEADERS_TIMEOUT_MS,
    requestMs: REQUEST_TIMEOUT_MS,
    checkMs: CONNECTION_CHECK_MS,
    keepAliveMs: KEEP_ALIVE_TIMEOUT_MS,
    socketIdleMs: SOCKET_IDLE_TIMEOUT_MS,
    responseMs: RESPONSE_TIMEOUT_MS,
    drainIdleMs: DRAIN_IDLE_MS,
    ...options.timeouts,
  };
  if (timeouts.headersMs >= timeouts.requestMs) {
    throw new StillwebError('SETTING_INVALID', 'the time for headers must be shorter than that for a request', {
      setting: 'timeouts',
      headersMs: timeouts.headersMs,
      requestMs: timeouts.requestMs,
    });
  }
  return {
    host,
    port: options.port ?? 0,
    token,
    allowedHosts: (options.allowedHosts ?? []).map(readAllowedHost),
    allowedOrigins: (options.allowedOrigins ?? []).map(readOrigin),
    log: options.log ?? null,
    onBug: options.onBug ?? writeBug,
    device: options.device ?? (() => CPU_REPORT),
    version: options.version ?? '0.0.0',
    deadlineMs: options.deadlineMs ?? SEARCH_DEADLINE_MS,
    maxWaitMs: options.maxWaitMs ?? MAX_WAIT_MS,
    timeouts,
    dialects: options.dialects ?? registeredDialects(),
    mcpTools: findToolSet(options.mcpTools ?? DEFAULT_TOOL_SET, 'SETTING_INVALID').name,
    episodes: options.episodes ?? [],
    isReadOnly: options.isReadOnly ?? false,
    conductor: options.conductor ?? null,
  };
}

function writeBug(error: unknown, requestId: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), requestId, bug: text })}\n`);
}
