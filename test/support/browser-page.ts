import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** A page of Chromium that runs a compiled file of this repository. */

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const CHROMIUM = PLACES.find((path) => existsSync(path)) ?? null;

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

export interface BrowserPage {
  /** Where the page comes from: of this machine, which WebGPU asks for, and so do calls to another server of it. */
  readonly origin: string;
  /** @param expression JavaScript, in which `program` is what the file exports; its value, or that of its promise, as JSON */
  evaluate<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

/**
 * @param program path in dist, from a slash
 * @param flags of Chromium
 */
export async function openBrowserPage(program: string, flags: readonly string[] = []): Promise<BrowserPage> {
  const html = `<!doctype html><script type="module">
import * as program from '${program}';
globalThis.program = program;
</script>`;
  const files = createServer(({ url = '/' }, response) => {
    const file = join(DIST, new URL(url, 'http://page').pathname);
    if (url === '/') response.setHeader('content-type', 'text/html').end(html);
    else if (!existsSync(file)) response.writeHead(404).end();
    else response.setHeader('content-type', 'text/javascript').end(readFileSync(file));
  });
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox', ...flags] });
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  return {
    origin,
    // As text: a function would come here as the test runner has rewritten it.
    evaluate: (expression) => page.evaluate(expression),
    close: async () => {
      await browser.close();
      files.close();
    },
  };
}
