/** What one session did: each step, what was answered, which documents were new, and how much of the evidence it had found by then. */
import { counted, describeMs, groupDigits } from '../bytes/number-text.ts';
import type { CallsReplay } from '../experiment/replay/replay-calls.ts';
import type { Session } from '../experiment/sessions/session-boundaries.ts';
import type { SessionEvent } from '../experiment/sessions/session-event.ts';
import type { QueryMeasures, SessionMeasures } from '../experiment/sessions/session-measures.ts';
import type { ReviewedCall } from '../experiment/sessions/trace-review.ts';
import { percent } from '../plots/axis.ts';
import { linePlot } from '../plots/line-plot.ts';
import { figure } from './figure.ts';
import { type Html, html } from './html.ts';
import {
  type AddressParameters,
  addressParts,
  documentAddress,
  NO_SESSION,
  sessionAddress,
  tracesAddress,
} from './page-address.ts';
import { type PageServer, renderPage } from './page-frame.ts';
import { replaySummary, type VerdictsByCall, verdictLine, verdictsByCall } from './replay-verdicts.ts';
import { SessionView, STEPS_OF_PAGE } from './session-view.ts';
import { isMiss, timeline, timelineKey } from './timeline.ts';

/** Of an answer, beside its step; the whole of it has an address. */
const SHOWN_CHARACTERS = 800;

export interface ShownSession {
  readonly session: Session;
  readonly measures: SessionMeasures;
  readonly calls: ReadonlyMap<number, ReviewedCall>;
  /** Ids of documents that whoever looks holds for relevant. */
  readonly relevant: readonly string[];
  /** The name of the trace, where it was sent; null for that of the server. */
  readonly trace: string | null;
  /** Null where nobody asked for it. */
  readonly replay: CallsReplay | null;
  readonly mayReplay: boolean;
  /** Of the page that is shown, a step, from 1. */
  readonly step: number;
}

export function renderSessionPage(server: PageServer, shown: ShownSession): string {
  const { session, measures, relevant, trace, replay, step } = shown;
  const place = { name: session.name, trace };
  const address = sessionAddress(place);
  const shownName = session.name === NO_SESSION ? 'Calls of no session' : session.name;
  const { durationMs, steps, opened, distinctDocuments } = measures;
  const asked: AddressParameters = replay === null ? [] : [['replay', 'true']];
  const judged: AddressParameters = relevant.map((id) => ['relevant', id]);
  const view = new SessionView(place, steps.length, step, [...judged, ...asked]);
  const firstSeen = firstSteps(session);
  const elsewhere = judged.filter(([, id]) => !view.shows(firstSeen.get(id) ?? 0));
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
<ol class="steps" start="${view.from}">${stepsOf(shown, view, firstSeen)}</ol>
${paging(view)}
<p><button type="submit">Count the evidence</button></p>
</form>`,
  });
}

/** A form that is sent by GET loses the query string of its address. */
function hidden(parameters: AddressParameters): Html[] {
  return parameters.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

/** Steps by the documents that they were the first to name. */
function firstSteps({ events }: Session): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { ids = [], opened = [], step } of events) {
    for (const id of [...ids, ...opened]) if (!first.has(id)) first.set(id, step);
  }
  return first;
}

function paging(view: SessionView): Html | null {
  const { from, to, steps } = view;
  if (steps <= STEPS_OF_PAGE) return null;
  return html`<nav class="paging" aria-label="Steps"><span>Steps ${from} to ${to} of ${groupDigits(steps)}</span>${from > 1 && html` <a rel="prev" href="${view.addressOf(from - STEPS_OF_PAGE)}">Earlier</a>`}${to < steps && html` <a rel="next" href="${view.addressOf(to + 1)}">Later</a>`}</nav>`;
}

function replaySection(
  { session, replay, mayReplay, relevant }: ShownSession,
  address: string,
  view: SessionView,
): Html {
  if (replay !== null) {
    const stepOf = new Map(session.events.map(({ call, step }) => [call, step]));
    return replaySummary(replay, (call) => view.addressOf(stepOf.get(call) ?? view.from, `verdict-${call}`));
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

function stepsOf(
  { session, measures, calls, replay, trace, relevant }: ShownSession,
  view: SessionView,
  firstSeen: ReadonlyMap<string, number>,
): Html[] {
  const verdicts = replay === null ? null : verdictsByCall(replay);
  const setting = { view, firstSeen, named: new Set<string>(), relevant: new Set(relevant) };
  const queries = measures.queries[Symbol.iterator]();
  const steps: SessionEvent[][] = [];
  const asked = new Map<SessionEvent, QueryMeasures>();
  for (const event of session.events) {
    steps[event.step - 1] ??= [];
    steps[event.step - 1].push(event);
    // Of every query there are measures, in the order of the events.
    if (event.kind === 'search' && event.query !== undefined) {
      const { value } = queries.next();
      if (value !== undefined) asked.set(event, value);
    }
  }
  return steps.slice(view.from - 1, view.to).map((events, i) => {
    const step = view.from + i;
    const shown = events.map((event) => eventOf(event, asked.get(event), calls.get(event.call ?? -1), setting));
    const gap = step === 1 ? undefined : measures.gapsMs[step - 2];
    return html`<li id="step-${step}"><h2>Step ${step}${gap !== undefined && html` <span class="quiet">after ${describeMs(gap)}</span>`}</h2>${shown}${answersOf(events, { calls, verdicts, trace, name: session.name })}</li>\n`;
  });
}

interface EventSetting {
  readonly view: SessionView;
  readonly firstSeen: ReadonlyMap<string, number>;
  /** Documents that have a box on this page; grows. */
  readonly named: Set<string>;
  readonly relevant: ReadonlySet<string>;
}

function eventOf(
  event: SessionEvent,
  query: QueryMeasures | undefined,
  call: ReviewedCall | undefined,
  setting: EventSetting,
): Html {
  const { kind, ids = [], opened = [], error } = event;
  const index = call?.call.index?.name;
  const documents = [...new Set([...ids, ...opened])].map((id) =>
    documentOf(id, { index, step: event.step, isOpened: opened.includes(id) }, setting),
  );
  return html`<p class="event"><b>${kind}</b> ${event.query !== undefined && html`<q dir="auto">${event.query}</q>`} ${error !== undefined ? html`<span class="differs">${error}</span>` : isMiss(event) && html`<span class="differs">nothing found</span>`}${query !== undefined && remarkOf(query)}</p>
${documents.length > 0 && html`<ul class="found">${documents}</ul>`}`;
}

function remarkOf({ isRepeatedText, isRepeated, reformulation, adoption }: QueryMeasures): Html {
  const told = [
    isRepeatedText ? 'asked before' : isRepeated ? 'same terms as before' : reformulation,
    adoption !== null &&
      adoption.introduced > 0 &&
      `${adoption.adopted} of ${counted(adoption.introduced, 'new term')} from evidence`,
  ].filter((each): each is string => typeof each === 'string');
  return html`<span class="quiet">${told.join(', ')}</span>`;
}

interface NamedDocument {
  readonly index: string | undefined;
  readonly step: number;
  readonly isOpened: boolean;
}

/** A box where a document stands for the first time: it is marked once. */
function documentOf(
  id: string,
  { index, step, isOpened }: NamedDocument,
  { view, firstSeen, named, relevant }: EventSetting,
): Html {
  const first = firstSeen.get(id) ?? step;
  const isNew = first === step && !named.has(id);
  if (isNew) named.add(id);
  const isRelevant = relevant.has(id);
  const address = documentAddress(id, index === undefined ? [] : [['index', index]]);
  const box = html`<input type="checkbox" name="relevant" value="${id}" aria-label="${id} is relevant"${isRelevant && html` checked`}> `;
  return html`<li>${isNew ? box : ''}<a dir="auto" href="${address}">${id}</a>${isOpened && html` <b>opened</b>`}${!isNew && html` <span class="quiet">since <a href="${view.addressOf(first)}">step ${first}</a></span>`}${isRelevant && !isNew && html` <span class="quiet">relevant</span>`}</li>`;
}

interface AnswersSetting {
  readonly name: string;
  readonly trace: string | null;
  readonly calls: ReadonlyMap<number, ReviewedCall>;
  /** Null where nothing was asked again. */
  readonly verdicts: VerdictsByCall | null;
}

/** What came back, as it was sent, and whether it would again: once for each call, whatever it asked. */
function answersOf(events: readonly SessionEvent[], { name, trace, calls, verdicts }: AnswersSetting): Html[] {
  const numbers = [...new Set(events.flatMap(({ call }) => call ?? []))];
  return numbers.map((number) => {
    const answer = calls.get(number)?.answer ?? null;
    const verdict = verdicts === null ? null : verdictLine(verdicts.get(number), number);
    if (answer === null) return html`${verdict}`;
    const isCut = answer.length > SHOWN_CHARACTERS;
    return html`${verdict}<details><summary>Answer <span class="unseen">of call ${number}</span></summary><pre tabindex="0" dir="auto" aria-label="Answer of call ${number}"><code>${isCut ? `${answer.slice(0, SHOWN_CHARACTERS)}…` : answer}</code></pre>${isCut && html`<p><a href="${sessionAddress({ name, trace }, { call: number })}">The whole answer</a> <span class="quiet">${groupDigits(answer.length)} characters</span></p>`}</details>`;
  });
}
