import { keyBias, scanShader } from './scan-shader.ts';
import { DIGIT_BITS, SELECT_SHADER } from './select-shader.ts';

/** The kernels as a device runs them. */

/** A kernel and what it binds beside the parameters: binding → how it is used. */
export interface Kernel {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

export interface Kernels {
  /** For each digit of a key, the highest first. */
  readonly digits: readonly { readonly histogram: Kernel; readonly choose: Kernel }[];
  readonly count: Kernel;
  readonly accumulate: Kernel;
  readonly gather: Kernel;
}

/** Buffers by binding. Layouts are written out: one derived from a kernel depends on what its compiler leaves out. */
const READS = 'read-only-storage';
const WRITES = 'storage';
const BINDINGS = {
  scan: { 1: READS, 2: READS, 3: WRITES },
  histogram: { 1: READS, 2: READS, 4: WRITES, 5: WRITES },
  choose: { 4: WRITES, 5: WRITES },
  count: { 1: READS, 2: READS, 5: WRITES, 6: WRITES },
  accumulate: { 6: WRITES },
  gather: { 1: READS, 2: READS, 3: WRITES, 5: WRITES, 6: WRITES },
} as const;

async function createKernel(
  device: GPUDevice,
  module: GPUShaderModule,
  entryPoint: keyof typeof BINDINGS,
  constants: Record<string, number> = {},
): Promise<Kernel> {
  const entries: GPUBindGroupLayoutEntry[] = [{ binding: 0, visibility: 4, buffer: { type: 'uniform' } }];
  for (const [binding, type] of Object.entries(BINDINGS[entryPoint])) {
    entries.push({ binding: Number(binding), visibility: 4, buffer: { type } });
  }
  const layout = device.createBindGroupLayout({ entries });
  const pipeline = await device.createComputePipelineAsync({
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module, entryPoint, constants },
  });
  return { pipeline, layout };
}

/** @param tile queries of one pass */
export function createScan(
  device: GPUDevice,
  dimensions: number,
  tile: number,
  hasPackedDot: boolean,
): Promise<Kernel> {
  const module = device.createShaderModule({ code: scanShader(dimensions, tile, hasPackedDot) });
  return createKernel(device, module, 'scan');
}

export async function createKernels(device: GPUDevice, dimensions: number): Promise<Kernels> {
  const module = device.createShaderModule({ code: SELECT_SHADER });
  const keyBits = 32 - Math.clz32(2 * keyBias(dimensions));
  const highest = Math.ceil(keyBits / DIGIT_BITS) - 1;
  const digits = [];
  for (let digit = highest; digit >= 0; digit--) {
    const constants = { SHIFT: digit * DIGIT_BITS, IS_FIRST: digit === highest ? 1 : 0 };
    digits.push({
      histogram: await createKernel(device, module, 'histogram', constants),
      choose: await createKernel(device, module, 'choose', constants),
    });
  }
  return {
    digits,
    count: await createKernel(device, module, 'count'),
    accumulate: await createKernel(device, module, 'accumulate'),
    gather: await createKernel(device, module, 'gather'),
  };
}
