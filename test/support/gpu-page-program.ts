import { type GpuCase, runAfterLoss, runGpuCase } from './gpu-cases.ts';

/** What a page of a browser runs of the cases: it finds its GPU by the browser's own `navigator.gpu`. */

const { gpu } = (globalThis as unknown as { readonly navigator: { readonly gpu: GPU } }).navigator;
const hasPackedDot = gpu.wgslLanguageFeatures.has('packed_4x8_integer_dot_product');

async function openDevice(): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error('this browser has no adapter');
  return await adapter.requestDevice();
}

export async function run(gpuCase: GpuCase): Promise<string | null> {
  if (!hasPackedDot) return 'this browser has no packed dot product, and half of the kernel is not tried';
  const device = await openDevice();
  try {
    return await runGpuCase(device, gpuCase, hasPackedDot);
  } finally {
    device.destroy();
  }
}

export async function lose(): Promise<string | null> {
  return await runAfterLoss(await openDevice(), hasPackedDot);
}
