import { counted, describeBytes, describeMs, groupDigits } from '../bytes/number-text.ts';
import type { LoadProgress, ReadyResponse } from '../contract/service-response.ts';
import { type BarRow, bar, barTable } from './bars.ts';
import { type Html, html } from './html.ts';
import { type PageServer, renderPage } from './page-frame.ts';

/** What a server is doing, as `/readyz` and `/metrics` say it too. */
export interface ServerStatus {
  readonly readiness: ReadyResponse;
  /** Requests not yet answered in full. */
  readonly inFlight: number;
  readonly connections: number;
  /** Answers by status, ascending. */
  readonly answers: readonly { readonly status: number; readonly count: number }[];
  /** How long requests that reach the workers took; the last class has no upper bound. */
  readonly durations: readonly { readonly toSeconds: number | null; readonly requests: number }[];
  readonly memory: { readonly residentBytes: number; readonly heapBytes: number; readonly bufferBytes: number };
  readonly uptimeSeconds: number;
  readonly workerRestarts: number;
  /** Whether calls are recorded, or an experiment treats them. */
  readonly calls: 'free' | 'recorded' | 'treated';
}

/** Between two looks of the page, in milliseconds. */
const RENEWAL_MS = 2000;

export function renderStatusPage(server: PageServer, status: ServerStatus): string {
  return renderPage({
    title: 'Status',
    server,
    place: 'status',
    index: null,
    data: [
      { label: 'Readiness as JSON', path: '/readyz' },
      { label: 'Metrics for Prometheus', path: '/metrics' },
    ],
    isWide: true,
    main: html`<h1>Status</h1>
<div id="live" data-live="${RENEWAL_MS}">
${verdict(status.readiness)}
${numbers(status)}
<div class="tables">
${queue(status.readiness)}
${latencies(status)}
${answers(status)}
</div>
${indexes(status.readiness.indexes)}
</div>
<p class="quiet">Renewed every ${RENEWAL_MS / 1000} seconds where scripts run.</p>`,
  });
}

function verdict({ ready, draining, storage, device, adapter, deviceReason, indexes }: ReadyResponse): Html {
  const opening = indexes.filter(({ state }) => state !== 'ready').length;
  const why = draining
    ? 'the server is stopping'
    : opening > 0 || indexes.length === 0
      ? 'indexes are being opened'
      : `the disk failed: ${storage.last ?? ''}`;
  const where =
    device === 'gpu' ? `on a GPU (${adapter ?? ''})` : `on the CPU${deviceReason === null ? '' : ` (${deviceReason})`}`;
  return html`<p class="verdict ${ready ? 'good' : 'bad'}"><b>${ready ? 'Ready.' : 'Not ready:'}</b> ${ready ? 'Searches are answered.' : why} Vectors are compared ${where}.</p>`;
}

function numbers({
  readiness,
  inFlight,
  connections,
  memory,
  uptimeSeconds,
  workerRestarts,
  calls,
}: ServerStatus): Html {
  const told: [string, string][] = [
    ['up for', describeMs(Math.floor(uptimeSeconds) * 1000)],
    ['requests in flight', groupDigits(inFlight)],
    ['connections', groupDigits(connections)],
    ['workers', `${groupDigits(readiness.workers)}${workerRestarts > 0 ? `, ${workerRestarts} replaced` : ''}`],
    ['memory', describeBytes(memory.residentBytes)],
    ['of it in the heap', describeBytes(memory.heapBytes)],
    ['of it in buffers', describeBytes(memory.bufferBytes)],
    ['disk faults', groupDigits(readiness.storage.faults)],
    ['calls', calls],
  ];
  return html`<dl class="numbers">${told.map(([what, value]) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function queue({ queue: q }: ReadyResponse): Html {
  const share = q.maxWaitMs > 0 ? q.expectedWaitMs / q.maxWaitMs : 0;
  return html`<table class="facts queue"><caption>Queue</caption><tbody>
<tr><th scope="row">waiting</th><td class="number">${groupDigits(q.waiting)}</td><td></td></tr>
<tr><th scope="row">expected wait</th><td class="number">${groupDigits(q.expectedWaitMs)} ms</td><td class="drawn">${bar(share)}</td></tr>
<tr><th scope="row">refused beyond</th><td class="number">${groupDigits(q.maxWaitMs)} ms</td><td></td></tr>
<tr><th scope="row">given up after</th><td class="number">${groupDigits(q.deadlineMs)} ms</td><td></td></tr>
<tr><th scope="row">refused so far</th><td class="number">${groupDigits(q.refused)}</td><td></td></tr>
</tbody></table>`;
}

function latencies({ durations }: ServerStatus): Html {
  const total = durations.reduce((sum, { requests }) => sum + requests, 0);
  if (total === 0) return html`<p class="none">No search has been answered yet.</p>`;
  const used = durations.flatMap(({ requests }, i) => (requests > 0 ? [i] : []));
  const rows = durations.slice(used[0], used[used.length - 1] + 1).map(
    ({ toSeconds, requests }): BarRow => ({
      name: toSeconds === null ? 'longer' : `up to ${toSeconds < 1 ? `${toSeconds * 1000} ms` : `${toSeconds} s`}`,
      value: requests,
    }),
  );
  return barTable(`Time of ${counted(total, 'search or read', 'searches and reads')}`, ['took', 'requests'], rows);
}

function answers({ answers: all }: ServerStatus): Html | null {
  if (all.length === 0) return null;
  return barTable(
    'Answers of every route',
    ['status', 'answers'],
    all.map(({ status, count }) => ({ name: String(status), value: count })),
  );
}

function indexes(all: readonly LoadProgress[]): Html | null {
  if (all.length === 0) return null;
  return html`<table class="facts"><caption>Indexes</caption><thead><tr><th scope="col">index</th><th scope="col">state</th><th scope="col">encoder</th></tr></thead><tbody>${all.map(
    ({ name, state, done, total, probes }) =>
      html`<tr><th scope="row" dir="auto">${name}</th><td>${state}${total > 0 && ` ${Math.floor((done / total) * 100)} %`}</td><td>${probes === null ? '–' : probes === 'exact' ? 'same vectors as where it was built' : 'other vectors than where it was built'}</td></tr>`,
  )}</tbody></table>`;
}
