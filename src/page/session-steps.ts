/** The steps of a session that a page shows: what was asked, which documents came, and what was answered. */
import { counted, describeMs, groupDigits } from '../bytes/number-text.ts';
import { shortened } from '../bytes/text-cut.ts';
import type { CallsReplay } from '../experiment/replay/replay-calls.ts';
import type { Session } from '../experiment/sessions/session-boundaries.ts';
import type { SessionEvent } from '../experiment/sessions/session-event.ts';
import type { QueryMeasures, SessionMeasures } from '../experiment/sessions/session-measures.ts';
import type { ReviewedCall } from '../experiment/sessions/trace-review.ts';
import { type Html, html, markupLength } from './html.ts';
import { MarkupRoom } from './markup-room.ts';
import { documentAddress, sessionAddress } from './page-address.ts';
import { type VerdictsByCall, verdictLine, verdictsByCall } from './replay-verdicts.ts';
import type { SessionView } from './session-view.ts';
import { isMiss } from './timeline.ts';

/** Of all steps of a page: with what stands around them a page stays below what one may weigh. */
const STEPS_CHARACTERS = 72_000;
/** Of an answer, beside its step; the whole of it has an address. */
const SHOWN_CHARACTERS = 800;
/** Of a query. */
const QUERY_CHARACTERS = 400;
/** Of what stands around it. */
const AROUND_CHARACTERS = 500;
/** An answer of which there is no room for more is only linked. */
const FEWEST_CHARACTERS = 80;

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

export interface ShownSteps {
  readonly items: readonly Html[];
  /** Documents that have a box. */
  readonly boxes: ReadonlySet<string>;
}

/** All that there is of them where a page has room for that; else as much of each as of the others. */
export function sessionSteps(shown: ShownSession, view: SessionView): ShownSteps {
  const steps = stepsOf(shown, view);
  const together = new MarkupRoom(STEPS_CHARACTERS);
  const all = drawSteps(steps, settingOf(shown, view), () => together);
  if (!together.isExceeded) return all;
  return drawSteps(steps, settingOf(shown, view), () => new MarkupRoom(STEPS_CHARACTERS / steps.length));
}

interface Step {
  readonly number: number;
  /** Milliseconds since the step before, where both times are known. */
  readonly gap: number | undefined;
  readonly events: readonly AskedEvent[];
}

interface AskedEvent {
  readonly event: SessionEvent;
  readonly query: QueryMeasures | undefined;
}

function stepsOf({ session, measures }: ShownSession, { range: { from, to } }: SessionView): Step[] {
  const queries = measures.queries[Symbol.iterator]();
  const steps: AskedEvent[][] = [];
  for (const event of session.events) {
    // Of every query there are measures, in the order of the events.
    const isQuery = event.kind === 'search' && event.query !== undefined;
    const query = isQuery ? queries.next().value : undefined;
    if (event.step < from || event.step > to) continue;
    steps[event.step - from] ??= [];
    steps[event.step - from].push({ event, query });
  }
  return steps.map((events, i) => {
    const number = from + i;
    return { number, events, gap: number === 1 ? undefined : measures.gapsMs[number - 2] };
  });
}

interface Setting {
  readonly name: string;
  readonly trace: string | null;
  readonly calls: ReadonlyMap<number, ReviewedCall>;
  /** Null where nothing was asked again. */
  readonly verdicts: VerdictsByCall | null;
  readonly view: SessionView;
  readonly firstSeen: ReadonlyMap<string, number>;
  readonly relevant: ReadonlySet<string>;
  /** Documents that have a box on this page; grows. */
  readonly named: Set<string>;
}

function settingOf({ session, calls, replay, trace, relevant }: ShownSession, view: SessionView): Setting {
  return {
    name: session.name,
    trace,
    calls,
    verdicts: replay === null ? null : verdictsByCall(replay),
    view,
    firstSeen: firstSteps(session),
    relevant: new Set(relevant),
    named: new Set(),
  };
}

/** Steps by the documents that they were the first to name. */
function firstSteps({ events }: Session): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { ids = [], opened = [], step } of events) {
    for (const id of [...ids, ...opened]) if (!first.has(id)) first.set(id, step);
  }
  return first;
}

function drawSteps(steps: readonly Step[], setting: Setting, roomOf: () => MarkupRoom): ShownSteps {
  const items = steps.map((step) => drawStep(step, setting, roomOf()));
  return { items, boxes: setting.named };
}

function drawStep({ number, gap, events }: Step, setting: Setting, room: MarkupRoom): Html {
  const calls = [...new Set(events.flatMap(({ event }) => event.call ?? []))];
  // Whether an answer differs is never left out.
  const verdicts = new Map(calls.map((call) => [call, room.give(verdictOf(call, setting))]));
  const asked = drawWhile(events, (each) => drawEvent(each, setting, room));
  const answers = calls.map((call) => html`${verdicts.get(call)}${drawAnswer(call, setting, room)}`);
  return html`<li id="step-${number}"><h2>Step ${number}${gap !== undefined && html` <span class="quiet">after ${describeMs(gap)}</span>`}</h2>${asked}${leftOut(events.length - asked.length, 'query', 'queries')}${answers}</li>\n`;
}

/** The first ones, until one has no place. */
function drawWhile<Item>(items: readonly Item[], draw: (item: Item) => Html | null): Html[] {
  const drawn: Html[] = [];
  for (const item of items) {
    const markup = draw(item);
    if (markup === null) break;
    drawn.push(markup);
  }
  return drawn;
}

function leftOut(left: number, one: string, more?: string): Html | false {
  return left > 0 && html`<p class="quiet">and ${counted(left, `more ${one}`, more && `more ${more}`)}</p>`;
}

function drawEvent({ event, query }: AskedEvent, setting: Setting, room: MarkupRoom): Html | null {
  const { kind, ids = [], opened = [], error, step } = event;
  const index = setting.calls.get(event.call ?? -1)?.call.index?.name;
  // Of a search of several indexes only the first call has the query.
  const place = event.joint !== undefined && index !== undefined && html`in <span dir="auto">${index}</span> `;
  const line = html`<p class="event"><b>${kind}</b> ${place}${event.query !== undefined && html`<q dir="auto">${shortened(event.query, QUERY_CHARACTERS)}</q>`} ${error !== undefined ? html`<span class="differs">${error}</span>` : isMiss(event) && html`<span class="differs">nothing found</span>`}${query !== undefined && remarkOf(query)}</p>\n`;
  if (!room.holds(line)) return null;
  const [named, read] = [new Set([...ids, ...opened]), new Set(opened)];
  const documents = drawWhile([...named], (id) =>
    drawDocument(id, { index, step, isOpened: read.has(id) }, setting, room),
  );
  return html`${line}${documents.length > 0 && html`<ul class="found">${documents}</ul>`}${leftOut(named.size - documents.length, 'document')}`;
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
function drawDocument(
  id: string,
  { index, step, isOpened }: NamedDocument,
  { view, firstSeen, named, relevant }: Setting,
  room: MarkupRoom,
): Html | null {
  const first = firstSeen.get(id) ?? step;
  const isNew = first === step && !named.has(id);
  const isRelevant = relevant.has(id);
  const address = documentAddress(id, index === undefined ? [] : [['index', index]]);
  const box = html`<input type="checkbox" name="relevant" value="${id}" aria-label="${id} is relevant"${isRelevant && html` checked`}> `;
  const item = html`<li>${isNew ? box : ''}<a dir="auto" href="${address}">${id}</a>${isOpened && html` <b>opened</b>`}${!isNew && html` <span class="quiet">since <a href="${view.addressOf(first)}">step ${first}</a></span>`}${isRelevant && !isNew && html` <span class="quiet">relevant</span>`}</li>`;
  if (!room.holds(item)) return null;
  if (isNew) named.add(id);
  return item;
}

function verdictOf(call: number, { verdicts }: Setting): Html {
  return html`${verdicts !== null && verdictLine(verdicts.get(call), call)}`;
}

/** What came back, as it was sent: once for each call, whatever it asked. */
function drawAnswer(call: number, { name, trace, calls }: Setting, room: MarkupRoom): Html | null {
  const answer = calls.get(call)?.answer ?? null;
  if (answer === null) return null;
  const address = sessionAddress({ name, trace }, { call });
  const shown = cutToRoom(answer, room.left);
  const whole = html`<p><a href="${address}">The whole answer</a> <span class="quiet">${groupDigits(answer.length)} characters</span></p>`;
  const details = html`<details><summary>Answer <span class="unseen">of call ${call}</span></summary>${shown !== '' && html`<pre tabindex="0" dir="auto" aria-label="Answer of call ${call}"><code>${shown}</code></pre>`}${shown !== answer && whole}</details>`;
  return room.holds(details) ? details : whole;
}

/** The beginning of an answer that has a place beside what stands around it. Markup may have more characters than the text that it shows. */
function cutToRoom(answer: string, room: number): string {
  const cut = shortened(answer, SHOWN_CHARACTERS);
  const share = (room - AROUND_CHARACTERS) / Math.max(1, markupLength(html`${cut}`));
  if (share >= 1) return cut;
  const most = Math.floor(cut.length * share);
  return most < FEWEST_CHARACTERS ? '' : shortened(answer, most);
}
