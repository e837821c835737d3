/**
 * The pages in Chromium: everything by keyboard, wide and on a phone, light and dark, with nothing that keeps people out, and
 * with an empty console. Skips where there is no Chromium.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/library/build-index.ts';
import { type Served, serve } from '../../src/library/serve.ts';
import { apiExamples, exampleNames } from '../../src/page/api-examples.ts';
import { CHROMIUM } from '../support/browser-page.ts';
import { MARKUP, writeNastyCollection } from '../support/nasty-documents.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };

const PAGES = [
  '/',
  '/?query=tide',
  '/?query=tide&against=mode:dense&mode=bm25',
  '/?query=zzzz&mode=bm25',
  '/documents/limpet?query=tide+rock&find=rock',
  '/indexes/shore',
  '/docs',
  '/docs/dialects',
  '/docs/errors',
  '/traces',
  '/traces/agent?relevant=limpet',
  '/traces/agent?replay=true',
  '/docs/book',
  '/docs/book/experiments/masks',
  '/status',
];

/** They need an original, a session of a trace, or somebody who sends something. */
const NEEDS_MORE = new Set([
  'sendTrace',
  'sendTraceForm',
  'startCheck',
  'startCheckForm',
  'getOriginal',
  'listTraces',
  'getTracedSession',
  'sessionPage',
  'tracedAnswer',
  'sessionQrels',
]);

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

let served: Served;
let trace: string;
beforeAll(async () => {
  const folder = temporaryFolder();
  trace = join(folder, 'trace.jsonl');
  const input = writeNastyCollection(folder);
  await buildIndex({ inputs: [input], directory: join(folder, 'shore') });
  await buildIndex({ inputs: [input], directory: join(folder, 'coast'), encoder: 'none' });
  served = await serve(
    ['shore', 'coast'].map((name) => join(folder, name)),
    { port: 0, workers: 1, device: 'cpu', trace },
  );
  for (const query of ['tide', 'rock tide', 'zzzz', 'rock tide']) {
    await fetch(`${served.url}/v1/search?query=${query}&mode=bm25`, { headers: { 'x-stillweb-session': 'agent' } });
  }
});
afterAll(() => served?.close());

describe.skipIf(CHROMIUM === null)('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  /** Runs with a page on which nothing may be said in the console, and no address outside the server asked for. */
  async function withPage(options: object, run: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ baseURL: served.url, ...options });
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(`${served.url}/`) && !request.url().startsWith('data:')) said.push(request.url());
    });
    try {
      await run(page, context);
      expect(said).toEqual([]);
    } finally {
      await context.close();
    }
  }

  it.each(PAGES)('fit on a desk and on a phone, in light and dark, and keep nobody out: %s', async (path) => {
    await withPage({}, async (page) => {
      await page.goto(path);
      await page.evaluate('for (const each of [...document.querySelectorAll("details")].slice(0, 4)) each.open = true');
      await page.evaluate(AXE);
      for (const viewport of [DESK, PHONE]) {
        await page.setViewportSize(viewport);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          // Nothing but colours depends on light and dark.
          const only = colorScheme === 'light' ? '' : '{ runOnly: ["color-contrast"] }';
          const { violations } = (await page.evaluate(`axe.run(${only})`)) as { violations: readonly Violation[] };
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`)).toEqual([]);
        }
      }
    });
  });

  it('lead by keyboard alone from a question to a passage and back', async () => {
    await withPage({ viewport: DESK }, async (page) => {
      const { keyboard } = page;
      const focused = () => page.evaluate('document.activeElement.id || document.activeElement.textContent');
      await page.goto('/');
      await keyboard.type('tide rock');
      await keyboard.press('Enter');
      await page.waitForURL('**/?query=tide+rock*');
      await keyboard.press('Tab');
      expect(await focused()).toBe('Skip to the content');
      await keyboard.press('Enter');
      await keyboard.press('j');
      const first = await focused();
      await keyboard.press('j');
      expect(await focused()).not.toBe(first);
      await keyboard.press('k');
      expect(await focused()).toBe(first);
      await keyboard.press('/');
      expect(await focused()).toBe('query');
      // In the box they are letters.
      await keyboard.press('End');
      await keyboard.type(' jk');
      expect(await page.locator('#query').inputValue()).toBe('tide rock jk');
      await page.evaluate('document.activeElement.blur()');
      await keyboard.press('j');
      await keyboard.press('o');
      await page.waitForURL('**/documents/**');
      expect(await page.locator('#passage-1').count()).toBe(1);
      await page.locator('.ranked a').first().focus();
      await keyboard.press('Enter');
      expect(new URL(page.url()).hash).toBe('#passage-1');
    });
  });

  it('take one request and two more to paint the first', async () => {
    await withPage({ viewport: DESK }, async (page) => {
      const asked: string[] = [];
      page.on('request', (request) => {
        if (request.url().startsWith('http'))
          asked.push(new URL(request.url()).pathname.replace(/\.[0-9a-f]{16}\./, '.'));
      });
      await page.goto('/', { waitUntil: 'networkidle' });
      expect(asked.sort()).toEqual(['/', '/assets/page.css', '/assets/page.js']);
    });
  });

  it.each([true, false])(
    'take a trace, ask it again and check an index by keyboard alone, scripts: %s',
    async (javaScriptEnabled) => {
      await withPage({ viewport: DESK, javaScriptEnabled }, async (page) => {
        const press = async (name: string | RegExp): Promise<void> => {
          await page.getByRole('button', { name, exact: true }).focus();
          await page.keyboard.press('Enter');
        };
        await page.goto('/traces');
        await page.getByLabel(/What --trace has written/).setInputFiles(trace);
        await press('Send');
        await page.waitForURL('**/traces?trace=*');
        expect(await page.locator('h1').textContent()).toBe('A trace that was sent');
        await page.getByRole('link', { name: 'agent' }).focus();
        await page.keyboard.press('Enter');
        await page.waitForURL('**/traces/agent?trace=*');
        await press('Ask again and compare');
        await page.waitForURL('**replay=true**');
        expect(await page.locator('.verdict.good').textContent()).toBe('All 4 answers are the same.');
        expect(await page.locator('.verdict-line.same').count()).toBe(4);
        await page.goto('/indexes/coast');
        await press(/^Check it/);
        await page.waitForURL('**/indexes/coast#promises');
        const whole = page.getByText('The index is whole and its rankings stand.');
        // Without scripts whoever waits loads the page again.
        while (!javaScriptEnabled && (await whole.count()) === 0) await page.reload();
        await whole.waitFor();
        expect(await page.getByText(/^swh:1:dir:[0-9a-f]{40}$/).count()).toBe(1);
      });
    },
  );

  it('keep figures large enough to be read on a phone, and let them be moved by keyboard', async () => {
    await withPage({ viewport: PHONE }, async (page) => {
      await page.goto('/traces');
      const figure = page.locator('figure').first();
      expect((await figure.locator('svg').boundingBox())?.width).toBeGreaterThan(560);
      await figure.focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.evaluate('document.querySelector("figure").scrollLeft')).toBeGreaterThan(0);
    });
  });

  it('copy what they offer to, and renew what changes', async () => {
    await withPage({ viewport: DESK, permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await page.goto('/status');
      await page.getByRole('button', { name: 'Copy the id of shore' }).click();
      const [{ id }] = served.indexes;
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`shore@${id}`);
      const answered = page.waitForResponse((response) => response.url().endsWith('/status'));
      expect((await answered).status()).toBe(200);
      await page.waitForFunction('document.querySelector("[data-live] .bars") !== null');
    });
  });

  it('are whole without scripts', async () => {
    await withPage({ viewport: PHONE, javaScriptEnabled: false }, async (page) => {
      await page.goto('/');
      await page.locator('#query').fill('tide');
      await page.locator('.search button').click();
      expect(await page.locator('.hit').count()).toBeGreaterThan(2);
      expect(await page.getByRole('button', { name: /^Copy/ }).count()).toBe(0);
      await page.locator('.hit a').first().click();
      await page.locator('#find').fill('tide');
      await page.locator('.find button').click();
      expect(await page.locator('mark').first().textContent()).toBe('tide');
    });
  });

  it('show markup of a collection as text, and titles in their own direction', async () => {
    await withPage({ viewport: DESK }, async (page) => {
      await page.goto('/?query=tide&k=20');
      expect(await page.locator('.hit h2', { hasText: MARKUP }).count()).toBe(1);
      const directions =
        'Array.from(document.querySelectorAll(".hit h2"), (title) => getComputedStyle(title).direction)';
      const titles = await page.locator('.hit h2').allTextContents();
      const expected = titles.map((title) => (title.startsWith('מצפה') ? 'rtl' : 'ltr'));
      expect(expected).toContain('rtl');
      expect(await page.evaluate(directions)).toEqual(expected);
      await page.goto('/documents/markup');
      expect(await page.title()).toContain('<script>');
      expect(await page.locator('.text').textContent()).toContain(MARKUP);
    });
  });
});

describe('an inspection', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what the body is
  const get = async (path: string): Promise<any> => (await fetch(served.url + path)).json();

  it('is what stillweb inspect tells, and stays the same', async () => {
    const response = await fetch(`${served.url}/v1/indexes/shore`);
    const inspection = await get('/v1/indexes/shore');
    const [{ id, description }] = served.indexes;
    expect(inspection).toMatchObject({
      name: 'shore',
      id,
      documents: description.documents,
      hosts: {
        names: 2,
        without: 1,
        top: [
          { name: 'shore.example', documents: 5 },
          { name: 'rock.shore.example', documents: 1 },
        ],
      },
      years: {
        names: 4,
        without: 3,
        top: [
          { name: '2019', documents: 1 },
          { name: '2020', documents: 1 },
          { name: '2021', documents: 1 },
          { name: '2022', documents: 1 },
        ],
      },
    });
    for (const all of [inspection.lengths, inspection.languages]) {
      expect(all.reduce((sum: number, { documents }: { documents: number }) => sum + documents, 0)).toBe(
        description.documents,
      );
    }
    expect(inspection.citation.text).toContain(`Index id ${id}`);
    const again = await fetch(response.url, { headers: { 'if-none-match': response.headers.get('etag')! } });
    expect(again.status).toBe(304);
  });

  it('gives examples that find something, and the reference calls that succeed', async () => {
    const inspection = await get('/v1/indexes/shore');
    expect(inspection.examples.queries.length).toBeGreaterThan(2);
    for (const query of inspection.examples.queries) {
      const { hits } = await get(`/v1/search?${new URLSearchParams({ query })}`);
      expect([query, hits.length > 0]).toEqual([query, true]);
    }
    const examples = apiExamples(exampleNames('shore', inspection));
    const document = await get('/openapi.json');
    const native = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>)
      .flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
      .filter((name) => !name.includes(':') && !name.endsWith('BehindSlash') && !NEEDS_MORE.has(name));
    expect([...examples.keys()].sort()).toEqual(native.sort());
    for (const [name, { path, body, headers }] of examples) {
      const sent = { 'content-type': 'application/json', accept: 'text/html', ...headers };
      const posted = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      const { status } = await fetch(served.url + path, { headers: sent, ...posted });
      expect([name, status]).toEqual([name, 200]);
    }
  });
});
