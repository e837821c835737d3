import { Option } from 'commander';
import type { DeviceReport } from '../retrieval/gpu/device-report.ts';
import { DEVICE_CHOICES, type DeviceChoice, VectorDevice } from '../retrieval/gpu/vector-device.ts';
import { Searcher } from '../retrieval/searcher.ts';
import type { OpenIndex } from '../store/open.ts';

/** `--device`, and what a command that searches in its own thread does with it. */

export function deviceOption(byDefault: DeviceChoice): Option {
  return new Option('--device <device>', 'where vectors are compared; the answers are the same')
    .choices(DEVICE_CHOICES)
    .default(byDefault);
}

export interface DeviceSearcher {
  readonly searcher: Searcher;
  readonly report: DeviceReport;
  close(): Promise<void>;
}

/** @throws StillwebError what `Searcher.open` may throw, and GPU_UNAVAILABLE */
export async function openSearcher(index: OpenIndex, choice: DeviceChoice): Promise<DeviceSearcher> {
  const device = await VectorDevice.open(choice);
  const loaded = await device.load(index);
  const mailbox = loaded === null ? null : await device.connect(loaded, 1);
  const searcher = await Searcher.open(index, mailbox);
  return {
    searcher,
    get report() {
      return device.report;
    },
    close: async () => {
      await searcher.close();
      await device.close();
    },
  };
}

/** `gpu: NVIDIA L4`, or `cpu: ` and why. */
export function describeDevice({ device, adapter, reason }: DeviceReport): string {
  return `${device}: ${device === 'gpu' ? adapter : reason}`;
}
