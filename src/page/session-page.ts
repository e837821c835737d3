/** What one session did: each step, what was answered, which documents were new, and how much of the evidence it had found by then. */
import { counted, describeMs, groupDigits } from '../bytes/number-text.ts';
import { percent } from '../plots/axis.ts';
import { linePlot } from '../plots/line-plot.ts';
import { figure } from './figure.ts';
import { type Html, html } from './html.ts';
import { type AddressParameters, addressParts, NO_SESSION, sessionAddress, tracesAddress } from './page-address.ts';
import { type PageServer, renderPage } from './page-frame.ts';
import { pagingLinks } from './page-range.ts';
import { replaySummary } from './replay-verdicts.ts';
import { type ShownSession, sessionSteps } from './session-steps.ts';
import { SessionView } from './session-view.ts';
import { timeline, timelineKey } from './timeline.ts';

export function renderSessionPage(server: PageServer, shown: ShownSession): string {
  const { session, measures, relevant, trace, replay, step } = shown;
  const place = { name: session.name, trace };
  const address = sessionAddress(place);
  const shownName = session.name === NO_SESSION ? 'Calls of no session' : session.name;
  const { durationMs, steps, opened, distinctDocuments } = measures;
  const asked: AddressParameters = replay === null ? [] : [['replay', 'true']];
  const judged: AddressParameters = relevant.map((id) => ['relevant', id]);
  const view = new SessionView(place, steps.length, step, [...judged, ...asked]);
  const { items, boxes } = sessionSteps(shown, view);
  const elsewhere = judged.filter(([, id]) => !boxes.has(id));
  return renderPage({
    title: shownName,
    server,
    place: 'traces',
    index: null,
    data: [{ label: 'JSON', path: `/v1${sessionAddress(place, null, asked)}` }],
    main: html`<p class="quiet"><a href="${tracesAddress(trace)}">All sessions</a></p>
<h1 dir="auto">${shownName}</h1>
<p>${counted(steps.length, 'step')}${durationMs !== null && ` in ${describeMs(durationMs)}`}, ${counted(distinctDocuments, 'document')} found, ${groupDigits(opened)} opened.</p>
${timelineKey()}
<p>${timeline(session.events)}</p>
${replaySection(shown, address, view)}
<form action="${addressParts(address).path}" method="get" aria-label="Judgments">
${hidden([...addressParts(address).parameters, ...view.parameters, ...elsewhere, ...asked])}
${evidence(shown)}
<ol class="steps" start="${view.range.from}">${items}</ol>
${pagingLinks('Steps', view.range, (place) => view.addressOf(place))}
<p><button type="submit">Count the evidence</button></p>
</form>`,
  });
}

/** A form that is sent by GET loses the query string of its address. */
function hidden(parameters: AddressParameters): Html[] {
  return parameters.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

function replaySection(
  { session, replay, mayReplay, relevant }: ShownSession,
  address: string,
  view: SessionView,
): Html {
  if (replay !== null) {
    const stepOf = new Map(session.events.map(({ call, step }) => [call, step]));
    return replaySummary(replay, (call) => view.addressOf(stepOf.get(call) ?? view.range.from, `verdict-${call}`));
  }
  if (!mayReplay)
    return html`<p class="quiet"><code>stillweb replay</code> compares these answers with those of now.</p>`;
  const { path, parameters } = addressParts(address);
  const kept = [
    ...parameters,
    ...view.parameters,
    ...relevant.map((id) => ['relevant', id] as const),
    ['replay', 'true'] as const,
  ];
  return html`<form class="replay" action="${path}" method="get" aria-label="Replay">
${hidden(kept)}<button type="submit">Ask again and compare</button> <span class="quiet">Each question is asked of this server as it is now. Nothing is recorded.</span></form>`;
}

function evidence({ measures, relevant, trace, session: { name } }: ShownSession): Html {
  const { recall } = measures;
  if (recall === null) {
    return html`<p class="quiet">Mark documents that answer the question: it is then counted by which step they were found, and the judgments can be taken along as qrels.</p>`;
  }
  const share = (counts: readonly number[]) => counts.map((count, i) => [i + 1, count / recall.relevant] as const);
  const last = recall.retrieved.length - 1;
  const plot = linePlot(
    {
      id: 'recall',
      title: 'Evidence found, step by step',
      description: `Of ${recall.relevant} documents marked as relevant, the share that answers had named, and that were opened, by each step.`,
      xName: 'step',
      yName: 'recall',
    },
    [
      { name: 'answered or opened', points: share(recall.retrieved) },
      { name: 'opened', points: share(recall.opened) },
    ],
  );
  const qrels = sessionAddress(
    { name, trace },
    'qrels',
    relevant.map((id) => ['relevant', id] as const),
  );
  return html`<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2>
<p>${percent(recall.retrieved[last] / recall.relevant)} of what is marked was found, ${percent(recall.opened[last] / recall.relevant)} opened. ${name !== NO_SESSION && html`<a href="${qrels}" download>Judgments of ${name} as qrels</a>`}</p>
${figure(plot)}</section>`;
}
