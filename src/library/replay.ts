import { stat } from 'node:fs/promises';
import { StillwebError } from '../errors.ts';
import { type ReplayOptions, type ReplayReport, replayTrace } from '../experiment/replay/replay.ts';
import { indexTarget } from '../experiment/replay/replay-index.ts';
import { openServerTarget } from '../experiment/replay/replay-server.ts';
import { readTrace } from '../experiment/trace/read-trace.ts';
import { type BackendOptions, openBackend } from './open-backend.ts';

export interface ReplaySettings extends ReplayOptions, BackendOptions {
  /** Index directories, each a path or `NAME=PATH`; or the address of a server. */
  readonly against: string | readonly string[];
  /** The indexes that the trace was recorded over: differences are explained by both then. Not with a server. */
  readonly recorded?: string | readonly string[];
  /** Bearer token of the server. */
  readonly token?: string | null;
}

/**
 * Asks again what a trace holds, and compares every answer.
 *
 * @throws StillwebError INPUT_MISSING, TRACE_INVALID, SETTING_INVALID, INDEX_NOT_FOUND, SERVER_UNREACHABLE, and what opening an index throws
 */
export async function replay(path: string, settings: ReplaySettings): Promise<ReplayReport> {
  const against = [settings.against].flat();
  const isServer = against.some((place) => /^https?:\/\//.test(place));
  if (isServer && (against.length > 1 || settings.recorded !== undefined)) {
    const message =
      'a trace is replayed against one server, or against directories; a recorded index goes with directories';
    throw new StillwebError('SETTING_INVALID', message, { setting: 'against' });
  }
  if (isServer) {
    const target = await openServerTarget(against[0], { token: settings.token });
    const before = await sizeOf(path);
    const report = await replayTrace(path, target, settings);
    return (await sizeOf(path)) === before ? report : { ...report, hasGrown: true };
  }
  const names = await recordedNames(path);
  const backend = await openBackend(withNames(against, names), settings);
  const target = indexTarget(
    backend,
    settings.recorded === undefined ? null : await openBackend(withNames([settings.recorded].flat(), names), settings),
  );
  try {
    return await replayTrace(path, target, settings);
  } finally {
    await target.close();
  }
}

/** In bytes; null where there is none. */
async function sizeOf(path: string): Promise<number | null> {
  return await stat(path).then(
    ({ size }) => size,
    () => null,
  );
}

/** One directory for the one index of a trace has its name: that of the folder may be another. */
function withNames(directories: readonly string[], names: readonly string[]): readonly string[] {
  const [directory] = directories;
  if (directories.length > 1 || names.length > 1 || /^[A-Za-z0-9][A-Za-z0-9._-]*=/.test(directory)) return directories;
  return names.map((name) => `${name}=${directory}`);
}

async function recordedNames(path: string): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const entry of readTrace(path, (kind) => kind === 'index')) {
    if (entry.kind === 'index') names.add(entry.index.serves.name);
  }
  if (names.size === 0) throw new StillwebError('TRACE_INVALID', `${path} names no index`, { path });
  return [...names];
}
