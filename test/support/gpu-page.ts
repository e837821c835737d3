import { openBrowserPage } from './browser-page.ts';
import type { GpuCase } from './gpu-cases.ts';

export { CHROMIUM } from './browser-page.ts';

/** A page of Chromium with WebGPU on SwiftShader, a GPU in software: shaders run where no GPU is. */

export interface GpuPage {
  run(gpuCase: GpuCase): Promise<string | null>;
  lose(): Promise<string | null>;
  close(): Promise<void>;
}

export async function openGpuPage(): Promise<GpuPage> {
  const page = await openBrowserPage('/test/support/gpu-page-program.js', [
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
  ]);
  return {
    run: (gpuCase) => page.evaluate(`program.run(${JSON.stringify(gpuCase)})`),
    lose: () => page.evaluate('program.lose()'),
    close: () => page.close(),
  };
}
