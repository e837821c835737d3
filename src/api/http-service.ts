/** What all routes of one HTTP server share: the search service, exchanges under way, who may call, metrics, log. */
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ReadyResponse } from '../contract/service-response.ts';
import { type Dialect, type DialectServer, vendorHosts } from '../dialects/dialect.ts';
import type { PageServer } from '../page/page-frame.ts';
import type { SearchBackend } from '../serving/search-backend.ts';
import { SearchService } from '../serving/search-service.ts';
import { type AccessRules, createAccessRules } from './access.ts';
import { ConnectionTable } from './connection-table.ts';
import type { Exchange } from './exchange.ts';
import { browserScheme } from './forwarded-scheme.ts';
import { createMetrics, type ServiceMetrics } from './metrics.ts';
import { createPageDialect } from './page-dialect.ts';
import { RequestLog } from './request-log.ts';
import { RouteTable } from './route-table.ts';
import type { ServerSettings } from './server-options.ts';

export class HttpService {
  readonly settings: ServerSettings;
  readonly search: SearchService;
  readonly access: AccessRules;
  /** What dialects know of this server: no more than they need. */
  readonly forDialects: DialectServer;
  /** From the hosts of vendors to the paths that stand for their roots. */
  readonly vendorHosts: ReadonlyMap<string, string>;
  /** In the order of their arrival. */
  readonly exchanges = new Set<Exchange>();
  readonly connections = new ConnectionTable();
  readonly routes = new RouteTable();
  readonly metrics: ServiceMetrics;
  readonly log: RequestLog | null;
  /** The form of the errors that people see. */
  readonly pages: Dialect;
  /** It was told to stop, and says so at `/readyz`. */
  isLeaving = false;
  /** It refuses new requests. */
  isDraining = false;
  /** Request ids are unique across restarts: a random part for the process, then a count. */
  readonly #idPrefix = randomBytes(6).toString('hex');
  #requests = 0;

  constructor(settings: ServerSettings) {
    this.settings = settings;
    this.search = new SearchService(settings);
    this.forDialects = { episodes: settings.episodes };
    this.vendorHosts = vendorHosts(settings.dialects);
    this.access = createAccessRules({
      ...settings,
      // A name that only the vendor can make resolve to this machine misleads no browser.
      allowedHosts: [...settings.allowedHosts, ...this.vendorHosts.keys()],
    });
    this.metrics = createMetrics(this);
    this.pages = createPageDialect(() => this.describePages());
    this.log = settings.log === null ? null : new RequestLog(settings.log);
  }

  nextRequestId(): string {
    return `${this.#idPrefix}-${(++this.#requests).toString(36)}`;
  }

  /** As `SearchService.swap`. */
  swap(backend: SearchBackend | null): Promise<void> {
    if (backend !== null) this.metrics.swaps.inc();
    return this.search.swap(backend);
  }

  /** @param headers of the request: how the browser calls this server; none where nobody knows it any more */
  describePages(headers: IncomingHttpHeaders = {}): PageServer {
    const { settings, search } = this;
    return {
      origin: `${browserScheme(settings.allowedHosts, headers)}://${headers.host ?? `${settings.host}:${settings.port}`}`,
      version: settings.version,
      needsToken: settings.token !== null,
      indexes: search.snapshot?.backend.indexes ?? [],
    };
  }

  describeReadiness(): ReadyResponse {
    const { admission, snapshot, load, storage } = this.search;
    const { device, adapter, reason } = this.settings.device();
    return {
      ready: snapshot !== null && !this.isLeaving && !storage.isFailing(performance.now()),
      draining: this.isLeaving,
      device,
      adapter,
      deviceReason: reason,
      workers: snapshot?.backend.workers ?? 0,
      queue: {
        waiting: snapshot === null ? 0 : admission.waitingOf(snapshot),
        expectedWaitMs: snapshot === null ? 0 : Math.round(admission.expectedWaitMs(snapshot)),
        maxWaitMs: admission.maxWaitMs,
        deadlineMs: admission.deadlineMs,
        refused: admission.refused,
      },
      storage: { faults: storage.faults, last: storage.last },
      indexes: load,
    };
  }
}
