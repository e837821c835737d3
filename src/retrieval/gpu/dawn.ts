import { GpuScanner } from '../../kernel/gpu/scanner.ts';
import type { OpenedGpu } from './opened-gpu.ts';

/** The GPU of this machine, through the optional npm package `webgpu` (Dawn, the WebGPU of Chromium). */

/** The version that is tested; `npm install webgpu@…` installs it beside stillweb. */
export const WEBGPU_PACKAGE = 'webgpu@0.6.2';

const PACKED_DOT = 'packed_4x8_integer_dot_product';

/** Software that stands in for a GPU, by the names that it gives itself. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;

export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  /** As its driver names it. */
  readonly name: string;
  /** Software on the CPU. */
  readonly isFallback: boolean;
  readonly hasPackedDot: boolean;
}

/** @throws Error with the reason: no package, no driver, no adapter */
export async function findAdapter(): Promise<FoundAdapter> {
  const gpu = await openDawn();
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null)
    throw new Error('no GPU adapter was found: is a driver for Vulkan, Metal or Direct3D 12 there?');
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const names = new Set([vendor, architecture, device, description].filter((name) => name !== ''));
  const name = [...names].join(' ') || 'unnamed adapter';
  return {
    adapter,
    name,
    isFallback: isFallbackAdapter || SOFTWARE.test(name),
    hasPackedDot: gpu.wgslLanguageFeatures.has(PACKED_DOT),
  };
}

/** Held for good: adapters and devices die with it, and the process with them, when it is collected. */
let instance: GPU | null = null;

async function openDawn(): Promise<GPU> {
  if (instance !== null) return instance;
  let dawn: typeof import('webgpu');
  try {
    dawn = await import('webgpu');
  } catch (cause) {
    const isMissing = (cause as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';
    const reason = isMissing ? 'is not installed' : `does not load: ${firstLine((cause as Error).message)}`;
    throw new Error(`the package ${WEBGPU_PACKAGE} ${reason}`, { cause });
  }
  Object.assign(globalThis, dawn.globals);
  instance = dawn.create([]);
  return instance;
}

/** @throws Error with the reason */
export async function openGpu(): Promise<OpenedGpu> {
  const { adapter, hasPackedDot } = await findAdapter();
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  const device = await adapter.requestDevice({ requiredLimits: { maxStorageBufferBindingSize, maxBufferSize } });
  return {
    load: (vectors) => GpuScanner.create(device, vectors, { hasPackedDot }),
    lost: device.lost.then(({ message, reason }) => firstLine(message) || reason),
    close: () => device.destroy(),
  };
}

export function firstLine(text: string): string {
  return text.trim().split('\n')[0];
}
