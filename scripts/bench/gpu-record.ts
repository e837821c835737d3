import type { Machine } from '../../src/benchmark/machine.ts';

/** What `npm run bench:gpu` writes. Times are those of the fastest pass, in milliseconds. */
export interface GpuRecord {
  readonly kind: 'gpu-bench';
  readonly at: string;
  readonly stillweb: string;
  /** As the driver names the card. */
  readonly gpu: string;
  /** Software on the CPU, which says nothing of speed. */
  readonly isSoftware: boolean;
  readonly hasPackedDot: boolean;
  readonly machine: Machine & { readonly system: string };
  readonly workload: {
    readonly dimensions: number;
    readonly depth: number;
    readonly passes: number;
    readonly values: string;
  };
  readonly results: readonly (GpuMeasurement | GpuRefusal)[];
}

export interface GpuMeasurement {
  readonly rows: number;
  readonly bytes: number;
  /** Buffers that the largest binding of the device made of them. */
  readonly buffers: number;
  readonly uploadMs: number;
  /** One query on one thread of the CPU, and each of sixteen that are compared together there. */
  readonly cpuMs: number;
  readonly cpuTogetherMs: number;
  readonly batches: readonly GpuBatch[];
  readonly comparedQueries: number;
  readonly isEqual: boolean;
}

export interface GpuBatch {
  readonly size: number;
  readonly ms: number;
  readonly queriesPerSecond: number;
  /** Of the vectors, each read once. */
  readonly gigabytesPerSecond: number;
  /** Against as many queries on one CPU thread, compared together where that is faster. */
  readonly timesCpu: number;
}

/** A collection that the machine could not measure. */
export interface GpuRefusal {
  readonly rows: number;
  readonly refusal: string;
}
