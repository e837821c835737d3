/** What `/metrics` says, in the text format of Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { DeviceReport } from '../retrieval/gpu/device-report.ts';
import type { SearchService } from '../serving/search-service.ts';
import { RequestTally } from './request-tally.ts';

export interface ConnectionCounts {
  readonly open: number;
  readonly evicted: number;
  readonly refused: number;
}

/** What the gauges read when they are asked. */
export interface MetricsSource {
  readonly search: SearchService;
  readonly exchanges: ReadonlySet<unknown>;
  readonly settings: { readonly device: () => DeviceReport };
  readonly connections: ConnectionCounts;
  readonly log: { readonly faults: number; readonly lost: number } | null;
}

export interface ServiceMetrics {
  readonly registry: Registry;
  readonly swaps: Counter;
  /** Answers and their durations, as they are counted. */
  readonly tally: RequestTally;
  countAnswer(method: string, route: string, status: number, durationMs: number): void;
  /** A connection whose bytes never became a request. */
  countClientError(code: string): void;
}

export function createMetrics(source: MetricsSource): ServiceMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const tally = new RequestTally();
  const requests: Counter = new Counter({
    name: 'stillweb_requests_total',
    help: 'Requests answered; status 499 where the client left before the answer.',
    labelNames: ['method', 'route', 'status'],
    registers,
    collect: () => {
      requests.reset();
      for (const { method, route, status, count } of tally.answers) requests.inc({ method, route, status }, count);
    },
  });
  const help = 'From the headers to the last byte of the answer.';
  registry.registerMetric(tally.asHistogram('stillweb_request_seconds', help));
  const clientErrors = new Counter({
    name: 'stillweb_client_errors_total',
    help: 'Connections whose bytes never became a request.',
    labelNames: ['code'],
    registers,
  });
  const swaps = new Counter({ name: 'stillweb_swaps_total', help: 'Snapshots taken into service.', registers });
  addGauges(registry, source);
  addDeviceMetrics(registry, source.settings.device);
  return {
    registry,
    swaps,
    tally,
    countAnswer: (method, route, status, durationMs) => tally.count(method, route, status, durationMs),
    countClientError(code) {
      clientErrors.inc({ code });
    },
  };
}

function addGauges(registry: Registry, source: MetricsSource): void {
  const add = (name: string, help: string, read: () => number): void => {
    const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(read()) });
  };
  const { search } = source;
  const { admission } = search;
  const workers = (): number => search.snapshot?.backend.workers ?? 0;
  add('stillweb_requests_in_flight', 'Requests not yet answered in full.', () => source.exchanges.size);
  add('stillweb_queries_in_flight', 'Queries and fetches given to the workers.', () => admission.queries);
  add('stillweb_queue_length', 'Of those, how many wait for a worker.', () =>
    search.snapshot === null ? 0 : admission.waitingOf(search.snapshot),
  );
  add('stillweb_queue_bytes', 'Memory of the requests in flight.', () => admission.bytes);
  add('stillweb_expected_wait_seconds', 'How long a search that comes now is expected to wait.', () =>
    search.snapshot === null ? 0 : admission.expectedWaitMs(search.snapshot) / 1000,
  );
  add('stillweb_max_wait_seconds', 'A search that would wait longer is refused.', () => admission.maxWaitMs / 1000);
  add('stillweb_workers', 'Search workers.', workers);
  addCounter(registry, 'stillweb_admission_refused_total', 'Requests refused for overload.', () => admission.refused);
  addCounter(
    registry,
    'stillweb_storage_faults_total',
    'Answers that failed because the disk did.',
    () => search.storage.faults,
  );
  addCounter(
    registry,
    'stillweb_worker_restarts_total',
    'Workers replaced after a failure.',
    () => search.earlierRestarts + (search.snapshot?.backend.workerRestarts ?? 0),
  );
  addConnectionMetrics(registry, source);
  const info: Gauge = new Gauge({
    name: 'stillweb_index_info',
    help: 'One for each index served.',
    labelNames: ['name', 'id'],
    registers: [registry],
    collect: () => {
      info.reset();
      for (const index of search.snapshot?.backend.indexes ?? []) info.set({ name: index.name, id: index.id }, 1);
    },
  });
}

function addConnectionMetrics(registry: Registry, source: MetricsSource): void {
  const { connections } = source;
  const open: Gauge = new Gauge({
    name: 'stillweb_connections',
    help: 'Connections open.',
    registers: [registry],
    collect: () => open.set(connections.open),
  });
  const add = (name: string, help: string, read: () => number): void => addCounter(registry, name, help, read);
  const evicted = 'Connections closed for a newer one, as they had sent no whole request for longest.';
  add('stillweb_connections_evicted_total', evicted, () => connections.evicted);
  const refused = 'Connections closed as all others had requests under way.';
  add('stillweb_connections_refused_total', refused, () => connections.refused);
  add('stillweb_log_faults_total', 'Writes of the log that failed.', () => source.log?.faults ?? 0);
  add('stillweb_log_lost_total', 'Records that the log did not take.', () => source.log?.lost ?? 0);
}

function addDeviceMetrics(registry: Registry, device: () => DeviceReport): void {
  const info: Gauge = new Gauge({
    name: 'stillweb_device_info',
    help: 'Where vectors are compared: 1 with the device and the name of the GPU that was found.',
    labelNames: ['device', 'adapter'],
    registers: [registry],
    collect: () => {
      const { device: kind, adapter } = device();
      info.reset();
      info.set({ device: kind, adapter: adapter ?? '' }, 1);
    },
  });
  const add = (name: string, help: string, read: (report: DeviceReport) => number): void =>
    addCounter(registry, name, help, () => read(device()));
  add('stillweb_gpu_lost_total', 'GPUs lost; the CPU went on.', ({ losses }) => losses);
  add('stillweb_gpu_returned_total', 'GPUs that came back and took over again.', ({ returns }) => returns);
  add('stillweb_gpu_queries_total', 'Queries answered by the GPU.', ({ queries }) => queries);
  add('stillweb_gpu_batches_total', 'Batches in which it answered them.', ({ batches }) => batches);
  add('stillweb_gpu_left_to_cpu_total', 'Queries that the GPU could not take.', ({ leftToCpu }) => leftToCpu);
}

/** A counter whose value is kept elsewhere. */
function addCounter(registry: Registry, name: string, help: string, read: () => number): void {
  const counter: Counter = new Counter({
    name,
    help,
    registers: [registry],
    collect: () => {
      counter.reset();
      counter.inc(read());
    },
  });
}
