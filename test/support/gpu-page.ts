import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import type { GpuCase } from './gpu-cases.ts';

/** A page of Chromium with WebGPU on SwiftShader, a GPU in software: shaders run where no GPU is. */

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const CHROMIUM = PLACES.find((path) => existsSync(path)) ?? null;

/** Of no server: every request of the page is answered from dist. Browsers trust this name, and WebGPU needs that. */
const ORIGIN = 'http://localhost';
const PAGE = `<!doctype html><script type="module">
import * as program from '/test/support/gpu-page-program.js';
globalThis.program = program;
</script>`;
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

export interface GpuPage {
  run(gpuCase: GpuCase): Promise<string | null>;
  lose(): Promise<string | null>;
  close(): Promise<void>;
}

export async function openGpuPage(): Promise<GpuPage> {
  const browser: Browser = await chromium.launch({
    executablePath: CHROMIUM as string,
    args: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--no-sandbox'],
  });
  const page = await browser.newPage();
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: PAGE });
    const file = join(DIST, pathname);
    if (!existsSync(file)) return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: 'text/javascript', body: readFileSync(file) });
  });
  await page.goto(`${ORIGIN}/`);
  // As text: a function would come here as the test runner has rewritten it.
  return {
    run: (gpuCase) => page.evaluate(`program.run(${JSON.stringify(gpuCase)})`),
    lose: () => page.evaluate('program.lose()'),
    close: () => browser.close(),
  };
}
