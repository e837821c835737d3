import type { DeviceChoice } from '../retrieval/gpu/device-choice.ts';
import { CPU_REPORT, type DeviceReport } from '../retrieval/gpu/device-report.ts';
import { Searcher } from '../retrieval/searcher.ts';
import type { OpenIndex } from '../store/open.ts';

/** A searcher of the calling thread, with its vectors on the device that was chosen. */
export interface DeviceSearcher {
  readonly searcher: Searcher;
  readonly report: DeviceReport;
  close(): Promise<void>;
}

/** @throws StillwebError what `Searcher.open` may throw, and GPU_UNAVAILABLE */
export async function openSearcher(index: OpenIndex, choice: DeviceChoice): Promise<DeviceSearcher> {
  if (choice === 'cpu') {
    const searcher = await Searcher.open(index);
    return { searcher, report: CPU_REPORT, close: () => searcher.close() };
  }
  const { VectorDevice } = await import('../retrieval/gpu/vector-device.ts');
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
