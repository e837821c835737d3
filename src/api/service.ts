/** What all routes of one server share: the snapshot in service, admission, exchanges under way, metrics, log. */
import type { LoadProgress, ReadyResponse } from '../contract/service-response.ts';
import { StillwebError } from '../errors.ts';
import { Admission } from '../serving/admission.ts';
import type { SearchBackend } from '../serving/search-backend.ts';
import { Snapshot } from '../serving/snapshot.ts';
import { type AccessRules, createAccessRules } from './access.ts';
import type { Exchange } from './exchange.ts';
import { createMetrics, type ServiceMetrics } from './metrics.ts';
import { RequestLog } from './request-log.ts';
import { RouteTable } from './route-table.ts';
import type { ServerSettings } from './server-options.ts';

export class Service {
  readonly settings: ServerSettings;
  readonly access: AccessRules;
  readonly admission: Admission;
  /** In the order of their arrival. */
  readonly exchanges = new Set<Exchange>();
  readonly routes = new RouteTable();
  readonly metrics: ServiceMetrics;
  readonly log: RequestLog | null;
  isDraining = false;
  earlierRestarts = 0;
  #snapshot: Snapshot | null = null;
  #progress: readonly LoadProgress[] = [];

  constructor(settings: ServerSettings) {
    this.settings = settings;
    this.admission = new Admission(settings.expectedWaitMs);
    this.access = createAccessRules(settings);
    this.metrics = createMetrics(this);
    this.log = settings.log === null ? null : new RequestLog(settings.log);
  }

  get snapshot(): Snapshot | null {
    return this.#snapshot;
  }

  /** @throws NOT_READY until the first snapshot is in service */
  requireSnapshot(): Snapshot {
    if (this.#snapshot !== null) return this.#snapshot;
    throw new StillwebError('NOT_READY', 'the indexes are being opened');
  }

  /**
   * New requests use the new backend at once; the old one is closed after its last request has ended.
   * Settles when the old one has been closed.
   */
  swap(backend: SearchBackend | null): Promise<void> {
    const old = this.#snapshot;
    this.#snapshot = backend === null ? null : new Snapshot(backend);
    this.#progress = [];
    if (backend !== null) this.metrics.swaps.inc();
    this.earlierRestarts += old?.backend.workerRestarts ?? 0;
    return old === null ? Promise.resolve() : old.retire();
  }

  reportLoad(progress: readonly LoadProgress[]): void {
    this.#progress = progress;
  }

  describeReadiness(): ReadyResponse {
    const snapshot = this.#snapshot;
    const { device, adapter, reason } = this.settings.device();
    return {
      ready: snapshot !== null && !this.isDraining,
      draining: this.isDraining,
      device,
      adapter,
      deviceReason: reason,
      workers: snapshot?.backend.workers ?? 0,
      indexes: this.#progress.length > 0 ? [...this.#progress] : (snapshot?.backend.indexes.map(loaded) ?? []),
    };
  }
}

function loaded(index: SearchBackend['indexes'][number]): LoadProgress {
  const probes = index.description.encoder?.probes ?? null;
  return { name: index.name, id: index.id, state: 'ready', done: 0, total: 0, probes };
}
