import { describeBytes, describeMs, groupDigits } from '../bytes/number-text.ts';
import { shortened } from '../bytes/text-cut.ts';
import type { ReviewedSession, TraceReview } from '../experiment/sessions/trace-review.ts';
import { KEPT_TRACE_MS, MAX_KEPT_TRACE_BYTES, MAX_KEPT_TRACES, MAX_SHOWN_TRACE_BYTES } from '../limits.ts';
import { percent } from '../plots/axis.ts';
import { plotsOf } from '../plots/session-plots.ts';
import { figure } from './figure.ts';
import { type Html, html } from './html.ts';
import { NO_SESSION, sessionAddress, shellWord, TOKEN_OPTION, tracesAddress } from './page-address.ts';
import { copyButton, type PageServer, renderPage } from './page-frame.ts';
import { type PageRange, pageRange, pagingLinks } from './page-range.ts';
import { timeline, timelineKey } from './timeline.ts';

/** Of a name in a table; where it leads has all of it. */
const SHOWN_NAME = 80;

/** Why no trace is shown. */
export type UnshownTrace = 'unrecorded' | 'treated' | 'too long';

export interface ShownTrace {
  readonly review: TraceReview | UnshownTrace;
  /** The name of one that was sent; null for that of the server. */
  readonly trace: string | null;
  /** Of the page that is shown, a session, from 1. */
  readonly session: number;
  /** Whether another can be sent. */
  readonly takesTraces: boolean;
}

export function renderTracesPage(server: PageServer, { review, trace, session, takesTraces }: ShownTrace): string {
  const isShown = typeof review === 'object';
  const range = isShown ? pageRange(review.sessions.length, session) : null;
  return renderPage({
    title: trace === null ? 'Traces' : 'A trace that was sent',
    server,
    place: 'traces',
    index: null,
    data: !isShown ? [] : [{ label: 'JSON', path: `/v1${tracesAddress(trace, range?.from)}` }],
    isWide: true,
    main: html`${trace === null ? html`<h1>Traces</h1>` : sentTrace()}
${isShown ? overview(review, trace, range as PageRange) : html`<p>${UNSHOWN[review]}</p>`}
${takesTraces ? form(server) : html`<p class="quiet">This server takes no trace to look at. <code>stillweb sessions FILE</code> tells of any.</p>`}`,
  });
}

const UNSHOWN: Readonly<Record<UnshownTrace, Html>> = {
  unrecorded: html`This server records nothing. <code>stillweb serve DIR --trace FILE</code> records every call, and shows here what each session did.`,
  treated: html`An experiment treats calls here: a session might see what is kept from it. <code>stillweb sessions FILE</code> shows its trace to you alone.`,
  'too long': html`The trace is longer than ${describeBytes(MAX_SHOWN_TRACE_BYTES)}, which is what pages show. Run <code>stillweb sessions FILE</code>: it reads any.`,
};

function sentTrace(): Html {
  return html`<p class="quiet"><a href="${tracesAddress(null)}">The trace of this server</a></p>
<h1>A trace that was sent</h1>
<p class="quiet">Only who has this address sees it. It is forgotten ${describeMs(KEPT_TRACE_MS)} after somebody last looked, when others take its place, and when the server ends.</p>`;
}

function form({ origin, needsToken }: PageServer): Html {
  const token = needsToken ? ` ${TOKEN_OPTION}` : '';
  const command = `curl -s${token} --data-binary @FILE ${shellWord(`${origin}/v1/traces`)}`;
  return html`<section aria-labelledby="send"><h2 id="send">Look at another trace</h2>
<form class="send" action="/traces" method="post" enctype="multipart/form-data">
<p><label for="trace">What <code>--trace</code> has written, packed with gzip or not; up to ${describeBytes(MAX_KEPT_TRACE_BYTES)} of lines</label></p>
<p class="ask"><input id="trace" name="trace" type="file" required> <button type="submit">Send</button></p>
<p class="quiet">This server keeps it for the view alone, under an address that nobody can guess: ${MAX_KEPT_TRACES} traces and ${describeBytes(MAX_KEPT_TRACE_BYTES)} at most, each for ${describeMs(KEPT_TRACE_MS)} after somebody last looked. It goes nowhere else.</p>
<p class="quiet">From a program: <code class="command">${command}</code> ${copyButton(command, 'Copy the command that sends a trace')}</p>
</form></section>`;
}

function overview(review: TraceReview, trace: string | null, range: PageRange): Html {
  const { sessions, unnamed } = review;
  if (sessions.length + unnamed.events === 0) return html`<p class="none">Nothing has been asked yet.</p>`;
  const address = sessionAddress({ name: NO_SESSION, trace });
  return html`${sessions.length > 0 && sessionTable(review, trace, range)}
${unnamed.events > 0 && html`<p><a href="${address}">Calls of no session</a>: ${groupDigits(unnamed.events)}. <span class="quiet">They are in no figure. The header x-stillweb-session names a session.</span></p>`}`;
}

function sessionTable({ sessions, summary }: TraceReview, trace: string | null, range: PageRange): Html {
  const { queries, adoption, documents, budget, events, steps } = summary;
  const told: [string, string | null][] = [
    ['sessions', groupDigits(summary.sessions)],
    ['steps', groupDigits(steps)],
    ['searches', groupDigits(events.search)],
    ['reads', groupDigits(events.fetch)],
    ['same terms again', queries.repeated === null ? null : percent(queries.repeated)],
    ['terms from evidence', adoption === null || adoption.rate === null ? null : percent(adoption.rate)],
    ['documents opened', groupDigits(documents.opened)],
    ['errors', groupDigits(budget.errors)],
  ];
  const shown = sessions.slice(range.from - 1, range.to);
  return html`<dl class="numbers">${told.map(([what, value]) => value !== null && html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>
<section aria-labelledby="sessions"><h2 id="sessions">Sessions</h2>
${timelineKey()}
<div class="wrap" tabindex="0" role="region" aria-label="Table of sessions"><table class="sessions"><thead><tr><th scope="col">session</th><th scope="col" class="number">steps</th><th scope="col" class="number">again</th><th scope="col" class="number">opened</th><th scope="col" class="number">took</th><th scope="col">steps, from the first</th></tr></thead>
<tbody>${shown.map((each) => sessionRow(each, trace))}</tbody></table></div>
${pagingLinks('Sessions', range, (place) => `${tracesAddress(trace, place)}#sessions`)}</section>
<section aria-labelledby="figures"><h2 id="figures">Figures</h2><div class="plots">${plotsOf(summary).map(figure)}</div>
<p class="quiet">Of all sessions, measured by rule, as <code>stillweb sessions</code> does.</p></section>`;
}

function sessionRow({ session, measures }: ReviewedSession, trace: string | null): Html {
  const again = measures.queries.filter(({ isRepeated }) => isRepeated).length;
  const address = sessionAddress({ name: session.name, trace });
  return html`<tr><th scope="row" dir="auto"><a href="${address}">${shortened(session.name, SHOWN_NAME)}</a></th><td class="number">${groupDigits(measures.steps.length)}</td><td class="number">${again}</td><td class="number">${groupDigits(measures.opened)}</td><td class="number">${measures.durationMs === null ? '–' : describeMs(measures.durationMs)}</td><td>${timeline(session.events)}</td></tr>\n`;
}
