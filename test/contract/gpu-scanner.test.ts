import { describe } from 'vitest';
import { findAdapter } from '../../src/retrieval/gpu/dawn.ts';
import { probeAdapter } from '../../src/retrieval/gpu/probe-adapter.ts';
import { runAfterLoss, runGpuCase } from '../support/gpu-cases.ts';
import { CHROMIUM, openGpuPage } from '../support/gpu-page.ts';
import { gpuScannerContract } from './gpu-scanner.ts';

// promise: kernel/gpu-is-cpu
describe.skipIf(CHROMIUM === null)(
  CHROMIUM === null ? 'SwiftShader in Chromium: skipped, no chromium is installed' : CHROMIUM,
  () => gpuScannerContract('SwiftShader in Chromium', openGpuPage),
);

const probed = await probeAdapter();
const without = 'reason' in probed ? probed.reason : null;
describe.skipIf(without !== null)(without === null ? 'Node' : `a GPU in Node: skipped, ${without}`, () => {
  gpuScannerContract('the GPU of this machine, in Node', async () => {
    const { adapter, hasPackedDot } = await findAdapter();
    return {
      run: async (gpuCase) => {
        const device = await adapter.requestDevice();
        try {
          return await runGpuCase(device, gpuCase, hasPackedDot);
        } finally {
          device.destroy();
        }
      },
      lose: async () => runAfterLoss(await adapter.requestDevice(), hasPackedDot),
      close: async () => {},
    };
  });
});
