import { counted, describeBytes, describeMs, groupDigits } from '../bytes/number-text.ts';
import type { ReviewedSession, TraceReview } from '../experiment/sessions/trace-review.ts';
import { MAX_SHOWN_TRACE_BYTES } from '../limits.ts';
import { percent } from '../plots/axis.ts';
import { plotsOf } from '../plots/session-plots.ts';
import { drawn, type Html, html } from './html.ts';
import { NO_SESSION, sessionAddress } from './page-address.ts';
import { type PageServer, renderPage } from './page-frame.ts';
import { timeline, timelineKey } from './timeline.ts';

/** Sessions of one page: the first ones. */
const MAX_SESSIONS = 200;

/** Why no trace is shown. */
export type UnshownTrace = 'unrecorded' | 'treated' | 'too long';

export function renderTracesPage(server: PageServer, review: TraceReview | UnshownTrace): string {
  const isShown = typeof review === 'object';
  return renderPage({
    title: 'Traces',
    server,
    place: 'traces',
    index: null,
    data: !isShown ? [] : [{ label: 'JSON', path: '/v1/traces' }],
    isWide: true,
    main: html`<h1>Traces</h1>
${isShown ? trace(review) : html`<p>${UNSHOWN[review]}</p>`}`,
  });
}

const UNSHOWN: Readonly<Record<UnshownTrace, Html>> = {
  unrecorded: html`This server records nothing. <code>stillweb serve DIR --trace FILE</code> records every call, and shows here what each session did.`,
  treated: html`An experiment treats calls here: a session might see what is kept from it. <code>stillweb sessions FILE</code> shows its trace to you alone.`,
  'too long': html`The trace is longer than ${describeBytes(MAX_SHOWN_TRACE_BYTES)}, which is what pages show. Run <code>stillweb sessions FILE</code>: it reads any.`,
};

function trace(review: TraceReview): Html {
  const { sessions, unnamed } = review;
  if (sessions.length + unnamed.events === 0) return html`<p class="none">Nothing has been asked yet.</p>`;
  return html`${sessions.length > 0 && overview(review)}
${unnamed.events > 0 && html`<p><a href="${sessionAddress(NO_SESSION)}">Calls of no session</a>: ${groupDigits(unnamed.events)}. <span class="quiet">They are in no figure. The header x-stillweb-session names a session.</span></p>`}`;
}

function overview({ sessions, summary }: TraceReview): Html {
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
  const shown = sessions.slice(0, MAX_SESSIONS);
  return html`<dl class="numbers">${told.map(([what, value]) => value !== null && html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>
<section aria-labelledby="sessions"><h2 id="sessions">Sessions</h2>
${timelineKey()}
<div class="wrap" tabindex="0" role="region" aria-label="Table of sessions"><table class="sessions"><thead><tr><th scope="col">session</th><th scope="col" class="number">steps</th><th scope="col" class="number">again</th><th scope="col" class="number">opened</th><th scope="col" class="number">took</th><th scope="col">steps, from the first</th></tr></thead>
<tbody>${shown.map(sessionRow)}</tbody></table></div>
${sessions.length > shown.length && html`<p class="quiet">and ${counted(sessions.length - shown.length, 'session')} more; stillweb sessions has all</p>`}</section>
<section aria-labelledby="figures"><h2 id="figures">Figures</h2><div class="plots">${plotsOf(summary).map((plot) => html`<figure>${drawn(plot)}</figure>`)}</div>
<p class="quiet">Measured by rule, as <code>stillweb sessions</code> does.</p></section>`;
}

function sessionRow({ session, measures }: ReviewedSession): Html {
  const again = measures.queries.filter(({ isRepeated }) => isRepeated).length;
  return html`<tr><th scope="row" dir="auto"><a href="${sessionAddress(session.name)}">${session.name}</a></th><td class="number">${groupDigits(measures.steps.length)}</td><td class="number">${again}</td><td class="number">${groupDigits(measures.opened)}</td><td class="number">${measures.durationMs === null ? '–' : describeMs(measures.durationMs)}</td><td>${timeline(session.events)}</td></tr>\n`;
}
