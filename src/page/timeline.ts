/** What a session did, step by step, as a row of marks: their forms tell the kinds apart, not their colours alone. */
import { counted } from '../bytes/number-text.ts';
import type { EventKind, SessionEvent } from '../experiment/sessions/session-event.ts';
import { type Html, html } from './html.ts';

const COLUMN_WIDTH = 10;
const HEIGHT = 18;
/** Of a longer session, steps that follow each other share a column: more could not be told apart, and a row has so many bytes at most. */
const MAX_COLUMNS = 80;
/** Wider rows are drawn narrower. */
const MAX_WIDTH = 480;

type Mark = EventKind | 'miss' | 'error';

/** Where the lines of marks begin, and how far they go: a search stands tall, what reads stands on the ground, a grep hangs. */
const LINES: Readonly<Record<EventKind, readonly [y: number, height: number]>> = {
  search: [1, 16],
  fetch: [9, 8],
  click: [9, 8],
  grep: [1, 8],
  links: [7, 4],
  back: [7, 4],
};
/** A column has one mark of what was asked and one of what was read: the first of these that it has. What stands later is drawn above. */
const ASKED: readonly Mark[] = ['error', 'miss', 'search', 'grep'];
const READ: readonly Mark[] = ['fetch', 'click', 'back', 'links'];
const DRAWN: readonly Mark[] = [...ASKED, ...READ];

/** Whether a question found nothing. */
export function isMiss({ kind, ids, opened, error }: SessionEvent): boolean {
  if (error !== undefined) return true;
  return (kind === 'search' || kind === 'grep') && (ids ?? []).length === 0 && (opened ?? []).length === 0;
}

export function timeline(events: readonly SessionEvent[]): Html {
  const steps = events.reduce((most, { step }) => Math.max(most, step), 1);
  const columns = Math.min(steps, MAX_COLUMNS);
  const marks: Set<Mark>[] = Array.from({ length: columns }, () => new Set());
  for (const event of events) marks[Math.floor(((event.step - 1) * columns) / steps)].add(markOf(event));
  const shown = marks.map((each) => [ASKED, READ].map((kinds) => kinds.find((kind) => each.has(kind))));
  const paths = DRAWN.map((mark) => {
    const places = shown.flatMap((each, column) => (each.includes(mark) ? [column] : []));
    return (
      places.length > 0 && html`<path class="${mark}" d="${places.map((column) => drawMark(mark, column)).join('')}"/>`
    );
  });
  const width = columns * COLUMN_WIDTH;
  return html`<svg class="timeline" width="${Math.min(width, MAX_WIDTH)}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${told(events, steps)}">${paths}</svg>`;
}

function markOf(event: SessionEvent): Mark {
  if (event.error !== undefined) return 'error';
  return isMiss(event) ? 'miss' : event.kind;
}

/** A thick line, but for a miss, which is hollow. */
function drawMark(mark: Mark, column: number): string {
  const x = column * COLUMN_WIDTH;
  if (mark === 'miss') return `M${x + 2} 2h6v14h-6z`;
  const [y, height] = LINES[mark === 'error' ? 'search' : mark];
  return `M${x + 5} ${y}v${height}`;
}

function told(events: readonly SessionEvent[], steps: number): string {
  const of = (...kinds: readonly EventKind[]): number => events.filter(({ kind }) => kinds.includes(kind)).length;
  const parts = [
    counted(of('search'), 'search', 'searches'),
    counted(of('fetch', 'click'), 'read'),
    counted(of('grep'), 'grep'),
    counted(events.filter(isMiss).length, 'miss', 'misses'),
  ];
  return `${parts.join(', ')} in ${counted(steps, 'step')}`;
}

const KEY: readonly (readonly [mark: Mark, name: string])[] = [
  ['search', 'search'],
  ['fetch', 'read'],
  ['grep', 'grep'],
  ['links', 'links'],
  ['miss', 'miss'],
  ['error', 'error'],
];

/** What the marks mean. */
export function timelineKey(): Html {
  return html`<ul class="key" aria-label="Marks">${KEY.map(
    ([mark, name]) =>
      html`<li><svg class="timeline" width="10" height="${HEIGHT}" viewBox="0 0 10 ${HEIGHT}" aria-hidden="true" focusable="false"><path class="${mark}" d="${drawMark(mark, 0)}"/></svg> ${name}</li>`,
  )}</ul>`;
}
