/** A real cluster of OpenSearch on loopback, for tests and measurements: no security, no TLS. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type NodeFiles, prepareNodeFiles } from './node-files.ts';

/** Enough for the collections of tests. */
const HEAP = '512m';
/** Two cores that six programs share take so long to start three nodes. */
const START_MS = 300_000;
const LOOK_MS = 500;

export interface LocalCluster {
  /** Of each node, whether it runs or not. */
  readonly urls: readonly string[];
  /** SIGKILL: whatever it was at is lost. Settles when it has ended. */
  kill(node: number): Promise<void>;
  /** Starts a node again with what is on its disk; settles when the cluster has all of its shards. */
  restart(node: number): Promise<void>;
  /** Ends every node and removes what they have written. */
  stop(): Promise<void>;
}

/**
 * @param nodes 1 … 3
 * @param heap of each, as Java takes it
 * @returns the cluster once it answers, or in a sentence what is missing here
 */
export async function startCluster(
  nodes: number,
  { heap = HEAP }: { readonly heap?: string } = {},
): Promise<LocalCluster | { readonly missing: string }> {
  const files = prepareNodeFiles();
  if ('missing' in files) return files;
  const folder = mkdtempSync(join(tmpdir(), 'stillweb-cluster-'));
  const ports = await freePorts(nodes * 2);
  const children: (ChildProcess | null)[] = [];
  const urls = Array.from({ length: nodes }, (_, node) => `http://127.0.0.1:${ports[node]}`);
  const start = (node: number): void => {
    children[node] = startNode(files, heap, join(folder, `n${node}`), settingsOf(node, ports));
  };
  const kill = async (node: number): Promise<void> => {
    const child = children[node];
    children[node] = null;
    if (child === null || child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  const stop = async (): Promise<void> => {
    for (const node of urls.keys()) await kill(node);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const node of urls.keys()) start(node);
    await waitFor(`${urls[0]}/_cluster/health?wait_for_nodes=${nodes}&timeout=1s`, join(folder, 'n0'));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls,
    kill,
    stop,
    async restart(node) {
      start(node);
      const whole = `wait_for_nodes=${nodes}&wait_for_status=green&timeout=1s`;
      await waitFor(`${urls[node]}/_cluster/health?${whole}`, join(folder, `n${node}`));
    },
  };
}

function settingsOf(node: number, ports: readonly number[]): string[] {
  const nodes = ports.length / 2;
  const transports = ports.slice(nodes);
  return [
    'cluster.name=stillweb-test',
    `node.name=n${node}`,
    'network.host=127.0.0.1',
    `http.port=${ports[node]}`,
    `transport.port=${transports[node]}`,
    `discovery.seed_hosts=${transports.map((port) => `127.0.0.1:${port}`).join(',')}`,
    `cluster.initial_cluster_manager_nodes=${transports.map((_, i) => `n${i}`).join(',')}`,
    // Tests share the disk with whatever else is on it.
    'cluster.routing.allocation.disk.threshold_enabled=false',
    // Nodes that come back together have all copies to bring up to date: two at a time, of which one waits for a node that was killed, are
    // minutes.
    'cluster.routing.allocation.node_concurrent_recoveries=32',
    'indices.recovery.internal_action_timeout=20s',
    'indices.recovery.internal_action_long_timeout=40s',
    'indices.recovery.recovery_activity_timeout=40s',
  ];
}

function startNode(
  { java, modules, classPath }: NodeFiles,
  heap: string,
  home: string,
  settings: readonly string[],
): ChildProcess {
  mkdirSync(home, { recursive: true });
  const log = openSync(join(home, 'node.log'), 'a');
  const memory = [`-Xms${heap}`, `-Xmx${heap}`, ...modules, '--enable-native-access=ALL-UNNAMED'];
  const child = spawn(java, [...memory, '-cp', classPath, 'TestNode', home, ...settings], {
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  return child;
}

/** A cluster answers when it does; how long that takes is not known. */
async function waitFor(url: string, home: string): Promise<void> {
  const end = performance.now() + START_MS;
  let health: unknown = null;
  while (performance.now() < end) {
    health = await askFor(url);
    if ((health as { timed_out?: boolean } | null)?.timed_out === false) return;
    await delay(LOOK_MS);
  }
  const waiting = await askFor(new URL('/_cluster/allocation/explain', url).href);
  const log = readFileSync(join(home, 'node.log'), 'utf8').slice(-2000);
  throw new Error(`the cluster is not ready: ${JSON.stringify({ health, waiting })}\n${log}`);
}

async function askFor(url: string): Promise<unknown> {
  return await fetch(url).then(
    (answer) => answer.json(),
    () => null,
  );
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = servers.map(
    (server) =>
      new Promise<number>((resolve) =>
        server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
      ),
  );
  const free = await Promise.all(ports);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return free;
}
