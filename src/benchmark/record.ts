import type { RankingManifest } from '../format/manifest.ts';
import type { VectorPlace } from '../store/open-index.ts';
import type { InProcessCase } from './in-process.ts';
import type { IndexSize } from './index-size.ts';
import type { Machine } from './machine.ts';
import type { HttpMeasurement } from './over-http.ts';
import type { Workload } from './workload.ts';

/** What `stillweb bench` measured: all that is needed to read the figures, and to take them again. */
export interface BenchmarkRecord {
  readonly kind: 'stillweb-bench';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly stillweb: string;
  readonly machine: Machine;
  readonly index: {
    readonly name: string;
    readonly id: string;
    readonly engine: string;
    readonly analyzer: string;
    readonly encoder: string | null;
    readonly passages: string;
    readonly counts: RankingManifest['counts'];
  };
  readonly size: IndexSize;
  /** The queries by number and class; the workload file holds them. */
  readonly workload: Omit<Workload, 'queries'> & { readonly queries: Readonly<Record<string, number>> };
  /** Reading and verifying every file, until the first search could be asked. */
  readonly openMs: number;
  /** Resident memory of the measuring process after the searches, the index and Node included. */
  readonly residentBytes: number;
  /** Where they were held; absent in records made before there was a choice: in memory. */
  readonly vectors?: VectorPlace;
  /** Where vectors were compared in process; `reason` says why not on a GPU. */
  readonly device: { readonly kind: 'cpu' | 'gpu'; readonly adapter: string | null; readonly reason: string | null };
  readonly inProcess: readonly InProcessCase[];
  readonly http: HttpMeasurement | null;
  readonly build: BuildMeasurement | null;
}

/** A build of the same collection with the settings of the index, thrown away afterwards. */
export interface BuildMeasurement {
  readonly seconds: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
  readonly documentsPerSecond: number;
  readonly inputBytes: number;
  readonly peakBytes: number;
  readonly threads: number;
  readonly memoryBytes: number;
  /** Whether the build gave the index that was measured. */
  readonly isSameIndex: boolean;
}
