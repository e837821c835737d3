import { Connections, getOf, type Outcome, postOf } from './connections.ts';

/** The loads that a training run puts on a server, made in a thread of their own by `queue-worker.ts`. */

export interface LoadTask {
  readonly port: number;
  /** JSON bodies of searches, sent in turn. */
  readonly bodies: readonly string[];
}

/** All at once, each on a connection of its own. */
export async function burst({ port, bodies }: LoadTask, clients: number): Promise<Outcome[]> {
  const connections = new Connections(port);
  const startMs = performance.now();
  const sent = Array.from({ length: clients }, (_, i) =>
    connections.send(postOf(port, '/v1/search', bodies[i % bodies.length]), startMs),
  );
  const outcomes = await Promise.all(sent);
  connections.close();
  return outcomes;
}

const READY_CONNECTIONS = 2000;
const SETTLE_MS = 2000;

export interface OpenLoop {
  readonly searches: readonly Outcome[];
  /** Of `/healthz`, asked ten times a second. */
  readonly health: readonly Outcome[];
  readonly seconds: number;
}

/** Each request is sent at its time, whatever became of the others: a server that is late cannot slow the load down. */
export async function openLoop({ port, bodies }: LoadTask, perSecond: number, seconds: number): Promise<OpenLoop> {
  const connections = new Connections(port);
  const requests = bodies.map((body) => postOf(port, '/v1/search', body));
  const pending: Promise<Outcome>[] = [];
  const health: Promise<Outcome>[] = [];
  const healthRequest = getOf(port, '/healthz');
  const healthConnections = new Connections(port);
  // Clients of a training run are there before the load is: a storm of connections would measure the system's queue of them.
  await connections.open(READY_CONNECTIONS);
  await healthConnections.open(1);
  // The system has taken them; the server does so now.
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const startMs = performance.now();
  const total = Math.round(perSecond * seconds);
  while (pending.length < total) {
    const nowMs = performance.now();
    if (health.length * 100 <= nowMs - startMs) health.push(healthConnections.send(healthRequest, nowMs));
    const due = Math.min(total, Math.floor(((nowMs - startMs) * perSecond) / 1000) + 1);
    while (pending.length < due) {
      const n = pending.length;
      pending.push(connections.send(requests[n % requests.length], startMs + (n * 1000) / perSecond));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const sentSeconds = (performance.now() - startMs) / 1000;
  const outcome = { searches: await Promise.all(pending), health: await Promise.all(health), seconds: sentSeconds };
  connections.close();
  healthConnections.close();
  return outcome;
}
