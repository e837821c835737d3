/** What a session did, step by step, as a row of marks: their forms tell the kinds apart, not their colours alone. */
import { counted } from '../bytes/number-text.ts';
import type { EventKind, SessionEvent } from '../experiment/sessions/session-event.ts';
import { type Html, html } from './html.ts';

const STEP_WIDTH = 10;
const HEIGHT = 18;
/** Wider rows are drawn narrower. */
const MAX_WIDTH = 480;

/** Heights of the marks: a search stands tall, what reads stands on the ground, a grep hangs. */
const MARKS: Readonly<Record<EventKind, readonly [y: number, height: number]>> = {
  search: [1, 16],
  fetch: [9, 8],
  click: [9, 8],
  grep: [1, 8],
  links: [7, 4],
  back: [7, 4],
};

/** Whether a question found nothing. */
export function isMiss({ kind, ids, opened, error }: SessionEvent): boolean {
  if (error !== undefined) return true;
  return (kind === 'search' || kind === 'grep') && (ids ?? []).length === 0 && (opened ?? []).length === 0;
}

export function timeline(events: readonly SessionEvent[]): Html {
  const steps = events.reduce((most, { step }) => Math.max(most, step), 1);
  const width = steps * STEP_WIDTH;
  const marks = events.map((event) => {
    const [y, height] = MARKS[event.kind];
    const kind = event.error !== undefined ? 'error' : isMiss(event) ? 'miss' : event.kind;
    return html`<rect class="${kind}" x="${(event.step - 1) * STEP_WIDTH + 1.5}" y="${y}" width="7" height="${height}"/>`;
  });
  return html`<svg class="timeline" width="${Math.min(width, MAX_WIDTH)}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${told(events, steps)}">${marks}</svg>`;
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

/** What the marks mean. */
export function timelineKey(): Html {
  const sample = (kind: string, y: number, height: number, name: string): Html =>
    html`<li><svg class="timeline" width="10" height="${HEIGHT}" viewBox="0 0 10 ${HEIGHT}" aria-hidden="true" focusable="false"><rect class="${kind}" x="1.5" y="${y}" width="7" height="${height}"/></svg> ${name}</li>`;
  return html`<ul class="key" aria-label="Marks">${[
    sample('search', 1, 16, 'search'),
    sample('fetch', 9, 8, 'read'),
    sample('grep', 1, 8, 'grep'),
    sample('links', 7, 4, 'links'),
    sample('miss', 1, 16, 'miss'),
    sample('error', 1, 16, 'error'),
  ]}</ul>`;
}
