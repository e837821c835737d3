import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StillwebClient } from '../../src/client/index.ts';
import { type BrowserPage, CHROMIUM, openBrowserPage } from '../support/browser-page.ts';
import { type RunningServer, startServer } from '../support/http-server.ts';

// Skips where there is no Chromium.
describe.skipIf(CHROMIUM === null)('the client in a page of a browser', () => {
  let server: RunningServer;
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openBrowserPage('/src/client/index.js');
    server = await startServer({ allowedOrigins: [page.origin], token: 'seaweed' });
  });
  afterAll(async () => {
    await page.close();
    await server[Symbol.asyncDispose]();
  });

  const made = (options: object): string => `new program.StillwebClient(${JSON.stringify(options)})`;

  it('asks a server that names the origin of the page, as it does in Node', async () => {
    const options = { baseUrl: server.url, token: 'seaweed' };
    const inNode = new StillwebClient(options);
    expect(await page.evaluate(`${made(options)}.search('tide', { k: 2 })`)).toEqual(
      await inNode.search('tide', { k: 2 }),
    );
    expect(await page.evaluate(`${made(options)}.document('crab/hermit')`)).toEqual(
      await inNode.document('crab/hermit'),
    );
  });

  it('is told why it is refused', async () => {
    const call = `${made({ baseUrl: server.url })}.search('tide')`;
    expect(await page.evaluate(`${call}.catch(({ name, code, status }) => [name, code, status])`)).toEqual([
      'StillwebClientError',
      'UNAUTHORIZED',
      401,
    ]);
  });
});
