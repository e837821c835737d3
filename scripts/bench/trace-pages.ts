/**
 * How soon the pages of a long trace stand in a browser, and whether they scroll without a stall.
 *
 *   node dist/scripts/bench/trace-pages.js DIR [--calls 1000] [--sessions 40] [--runs 5] [--out FILE]
 *
 * Records searches and reads of a server of its own, as many in each session, and one session more that has a quarter of them. Opens the
 * list of sessions in a server that has just started and has read nothing of the trace, as often as there are runs; then each page of one
 * server, and turns the wheel from its top to its end. The browser has been started before, and shows an empty page: its own start is not
 * the work of a server. What a navigation waits for the server, and when it paints first, is what the browser tells. A frame is what lies between two calls of `requestAnimationFrame`; the clock shows 60 a
 * second. A long task holds the thread of the page for over 50 ms. Prints a JSON record, which docs/performance/ keeps. Needs Chromium.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import { readProcessorSeconds, startServer } from '../../src/benchmark/server-process.ts';
import { analyzerOf } from '../../src/retrieval/index-analyzer.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { median } from './median.ts';

const SEED = 2026;
const PROGRAM = new URL('../../src/cli/main.js', import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const VIEWPORT = { width: 1280, height: 900 };
/** One notch of a wheel moves a page by 100 to 120 pixels. */
const NOTCH = 120;

interface Opened {
  /** From the call to the second frame of the whole page. */
  readonly openMs: number;
  /** From the request to the first byte of the answer. */
  readonly serverMs: number;
  /** From the start of the navigation to the first paint with content. */
  readonly paintMs: number;
}

interface Scrolled extends Opened {
  readonly pixels: number;
  readonly bytes: number;
  /** Of frames, in milliseconds, ascending. */
  readonly frames: readonly number[];
  readonly longTasks: number;
}

/** Runs in the page: notes each frame and each long task from now on. */
const WATCH = `globalThis.frames = []; globalThis.longTasks = 0;
new PerformanceObserver((list) => { globalThis.longTasks += list.getEntries().length; }).observe({ type: 'longtask' });
let last = performance.now();
(function frame(now) { globalThis.frames.push(now - last); last = now; requestAnimationFrame(frame); })(last);`;
const TWO_FRAMES = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))';

/** Runs in the page. The browser tells of a paint a moment after it. */
const TIMES = `new Promise((resolve) => {
  const { requestStart, responseStart } = performance.getEntriesByType('navigation')[0];
  new PerformanceObserver((list) => {
    const [paint] = list.getEntriesByName('first-contentful-paint');
    if (paint) resolve([responseStart - requestStart, paint.startTime]);
  }).observe({ type: 'paint', buffered: true });
})`;

async function open(page: Page, url: string): Promise<Opened & { readonly bytes: number }> {
  await page.goto('about:blank');
  const startMs = performance.now();
  const response = await page.goto(url, { waitUntil: 'load' });
  await page.evaluate(TWO_FRAMES);
  const openMs = performance.now() - startMs;
  const [serverMs, paintMs] = (await page.evaluate(TIMES)) as [number, number];
  return { openMs, serverMs, paintMs, bytes: (await response?.body())?.length ?? 0 };
}

/** Of a server that has read nothing of the trace. */
async function openFirst(
  browser: Browser,
  directory: string,
  trace: string,
): Promise<Opened & { readonly processorMs: number }> {
  const server = await serve(directory, trace);
  const page = await browser.newPage({ viewport: VIEWPORT });
  try {
    const before = readProcessorSeconds(server.child.pid!);
    const opened = await open(page, `http://127.0.0.1:${server.port}/traces`);
    return { ...opened, processorMs: (readProcessorSeconds(server.child.pid!) - before) * 1000 };
  } finally {
    await page.close();
    await server.stop();
  }
}

function serve(directory: string, trace: string): ReturnType<typeof startServer> {
  return startServer(PROGRAM, directory, ['--workers', '1', '--device', 'cpu', '--trace', trace]);
}

async function scroll(browser: Browser, url: string): Promise<Scrolled> {
  const page = await browser.newPage({ viewport: VIEWPORT });
  try {
    const opened = await open(page, url);
    await page.evaluate(WATCH);
    await page.mouse.move(VIEWPORT.width / 2, VIEWPORT.height / 2);
    while (!(await isAtEnd(page))) await page.mouse.wheel(0, NOTCH);
    await page.evaluate(TWO_FRAMES);
    const [frames, longTasks, pixels] = (await page.evaluate(
      '[frames.slice(1), longTasks, document.documentElement.scrollHeight]',
    )) as [number[], number, number];
    return { ...opened, pixels, frames: frames.sort((a, b) => a - b), longTasks };
  } finally {
    await page.close();
  }
}

function isAtEnd(page: Page): Promise<boolean> {
  return page.evaluate('scrollY + innerHeight >= document.documentElement.scrollHeight - 1');
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      calls: { type: 'string', default: '1000' },
      sessions: { type: 'string', default: '40' },
      runs: { type: 'string', default: '5' },
      out: { type: 'string' },
    },
  });
  const [directory] = positionals;
  const [calls, sessions, runs] = [values.calls, values.sessions, values.runs].map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'stillweb-pages-'));
  const trace = join(folder, 'trace.jsonl');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  let server = await serve(directory, trace);
  try {
    await record(`http://127.0.0.1:${server.port}`, directory, calls, sessions);
    await server.stop();
    const first: (Opened & { readonly processorMs: number })[] = [];
    for (let i = 0; i < runs; i++) first.push(await openFirst(browser, directory, trace));
    server = await serve(directory, trace);
    const origin = `http://127.0.0.1:${server.port}`;
    const rows: (string | number)[][] = [
      ['all sessions, first asked of a server', ...openingsOf(first), ...Array.from({ length: 8 }, () => '')],
    ];
    for (const [name, path] of [
      [`all sessions, of ${calls} calls`, '/traces'],
      [`a session of ${Math.floor(calls / sessions)} calls`, '/traces/s1'],
      [`a session of ${Math.floor(calls / 4)} calls`, '/traces/long'],
    ]) {
      const all: Scrolled[] = [];
      for (let i = 0; i < runs; i++) all.push(await scroll(browser, origin + path));
      rows.push([name, ...figuresOf(all)]);
    }
    const { cpu, cores, node } = describeMachine();
    const table = {
      kind: 'table',
      machine: `${cpu}, ${cores} cores, Node ${node}`,
      at: new Date().toISOString(),
      title: `Pages of a trace of ${calls} calls and ${sessions} sessions in Chromium, ${runs} runs of each`,
      heads: [
        '',
        'opens, p50, ms',
        'opens, most, ms',
        'of it the server, p50, ms',
        'first paint, p50, ms',
        'kB',
        'pixels',
        'frames',
        'p50, ms',
        'p99, ms',
        'longest, ms',
        'over 100 ms',
        'long tasks',
      ],
      rows,
      notes: [
        `${loadavg()[0].toFixed(1)} programs wanted a core meanwhile, of ${cores}; the browser, which draws without a graphics card here, and the server are two of them. The trace has ${(statSync(trace).size / 1e6).toFixed(1)} MB. scripts/bench/trace-pages.ts`,
        `The first opening took ${Math.round(median(first.map(({ processorMs }) => processorMs)))} ms of processor time in all threads of the server, p50: that is its cost, whatever else runs.`,
      ],
    };
    const text = `${JSON.stringify(table, null, 1)}\n`;
    if (values.out === undefined) process.stdout.write(text);
    else writeFileSync(values.out, text);
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Three searches and a read of what the last one found, again and again, the sessions in turn. */
async function record(origin: string, directory: string, calls: number, sessions: number): Promise<void> {
  const searcher = await Searcher.open(openIndex(directory));
  const queries = sampleQueries(searcher, analyzerOf(searcher.view.index.manifest), 300, SEED);
  const names = Array.from({ length: calls }, (_, i) => (i % 4 === 3 ? 'long' : `s${(i % (sessions - 1)) + 1}`));
  const steps = new Map<string, number>();
  const found = new Map<string, string>();
  for (const [i, name] of names.entries()) {
    const step = steps.get(name) ?? 0;
    steps.set(name, step + 1);
    const document = step % 4 === 3 ? found.get(name) : undefined;
    const path =
      document === undefined
        ? `/v1/search?k=10&mode=bm25&query=${encodeURIComponent(queries[(i * 7) % queries.length].text)}`
        : `/v1/documents/${encodeURIComponent(document)}?maxChars=4000`;
    const response = await fetch(origin + path, { headers: { 'x-stillweb-session': name } });
    const { hits = [] } = (await response.json()) as { hits?: { id: string }[] };
    if (hits.length > 0) found.set(name, hits[0].id);
  }
  await searcher.close();
}

function at(values: readonly number[], share: number): number {
  return values[Math.floor((values.length - 1) * share)];
}

function openingsOf(all: readonly Opened[]): number[] {
  const sorted = (key: keyof Opened) => all.map((each) => each[key]).sort((a, b) => a - b);
  const opened = sorted('openMs');
  return [at(opened, 0.5), at(opened, 1), at(sorted('serverMs'), 0.5), at(sorted('paintMs'), 0.5)].map(Math.round);
}

function figuresOf(all: readonly Scrolled[]): number[] {
  const frames = all.flatMap((each) => each.frames).sort((a, b) => a - b);
  return [
    ...openingsOf(all),
    Math.round(all[0].bytes / 1000),
    all[0].pixels,
    frames.length,
    ...[0.5, 0.99, 1].map((share) => Number(at(frames, share).toFixed(1))),
    frames.filter((ms) => ms > 100).length,
    all.reduce((sum, { longTasks }) => sum + longTasks, 0),
  ];
}

await run();
