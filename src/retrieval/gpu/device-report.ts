/** What is said of the device that compares vectors. */
export interface DeviceReport {
  readonly device: 'cpu' | 'gpu';
  /** Name of the GPU that was found; null where none was found or looked for. */
  readonly adapter: string | null;
  /** Why vectors are compared on the CPU; null where a GPU does it. */
  readonly reason: string | null;
  /** Since the start: queries answered by the GPU, in so many batches, and those that it left to the CPU. */
  readonly queries: number;
  readonly batches: number;
  readonly leftToCpu: number;
  /** The GPU was there and is gone: it is looked for again. */
  readonly isLost: boolean;
  /** Since the start: how often a GPU was lost, and how often one came back. */
  readonly losses: number;
  readonly returns: number;
}

/** Where no GPU was asked for. */
export const CPU_REPORT: DeviceReport = {
  device: 'cpu',
  adapter: null,
  reason: 'the setting device asks for the CPU',
  queries: 0,
  batches: 0,
  leftToCpu: 0,
  isLost: false,
  losses: 0,
  returns: 0,
};
