/** What came of the calls of a session when they were asked again: in all, and beside each of them. */
import { counted } from '../bytes/number-text.ts';
import type { LegExplanation } from '../contract/search.ts';
import type { Difference } from '../experiment/replay/answer-difference.ts';
import { legsOfDocument } from '../experiment/replay/moved-leg.ts';
import type { CallsReplay, CallVerdict } from '../experiment/replay/replay-calls.ts';
import { type Html, html } from './html.ts';
import { MarkupRoom } from './markup-room.ts';

export type VerdictsByCall = ReadonlyMap<number, CallVerdict>;

/** Of the links to calls that differ: they repeat the judgments of the page. */
const LINKS_CHARACTERS = 8000;

/** Digits of an index id that tell two apart. */
const ID_DIGITS = 12;

export function verdictsByCall({ verdicts }: CallsReplay): VerdictsByCall {
  return new Map(verdicts.map((verdict) => [verdict.call, verdict]));
}

/** @param addressOf of the verdict of a call, on this page or another */
export function replaySummary({ verdicts, indexes, left }: CallsReplay, addressOf: (call: number) => string): Html {
  const differing = verdicts.filter(({ verdict }) => verdict === 'differs');
  const compared = verdicts.filter(({ verdict }) => verdict === 'same').length + differing.length;
  const passed = verdicts.length - compared;
  const room = new MarkupRoom(LINKS_CHARACTERS);
  const links: Html[] = [];
  for (const { call } of differing) {
    const link = html`<a href="${addressOf(call)}">call ${call}</a> `;
    if (!room.holds(link)) break;
    links.push(link);
  }
  return html`<section aria-labelledby="replay" role="status"><h2 id="replay">Asked again</h2>
<p class="verdict ${differing.length === 0 ? 'good' : 'bad'}"><b>${compared === 0 ? 'No answer was compared.' : differing.length === 0 ? `All ${counted(compared, 'answer')} are the same.` : `${differing.length} of ${counted(compared, 'answer')} ${differing.length === 1 ? 'differs' : 'differ'}.`}</b>${passed > 0 && ` ${counted(passed, 'call')} could not be compared.`}${left > 0 && ` ${counted(left, 'more call')} ${left === 1 ? 'was' : 'were'} left: stillweb replay compares all.`}</p>
<ul class="plain">${indexes.map(indexLine)}</ul>
${differing.length > 0 && html`<p>Differing: ${links}${differing.length > links.length && html`and ${counted(differing.length - links.length, 'more call')}`}</p>`}</section>`;
}

function indexLine({ name, recorded, replayed }: CallsReplay['indexes'][number]): Html {
  const was = html`<code>${recorded.slice(0, ID_DIGITS)}…</code>`;
  if (replayed === null) return html`<li>The index <b dir="auto">${name}</b> ${was} is not served here.</li>`;
  if (replayed === recorded)
    return html`<li><b dir="auto">${name}</b>: the index ${was} of the recording answers. What differs is no work of another collection.</li>`;
  return html`<li><b dir="auto">${name}</b>: recorded over ${was}, and <code>${replayed.slice(0, ID_DIGITS)}…</code> answers now. It is another index, so answers may differ.</li>`;
}

const PASSED = {
  fault: 'It had ended for a fault, and has no answer to compare.',
  questionless: 'It came to no question.',
  unasked: 'It cannot be asked again here.',
} as const;

/** @param verdict undefined for a call that was left */
export function verdictLine(verdict: CallVerdict | undefined, call: number): Html {
  const unseen = html`<span class="unseen">Call ${call}: </span>`;
  if (verdict === undefined) return html`<p class="verdict-line quiet">${unseen}Not compared.</p>`;
  const { difference } = verdict;
  if (verdict.verdict === 'same') return html`<p class="verdict-line same">${unseen}✓ Same answer now</p>`;
  if (verdict.verdict !== 'differs' || difference === undefined) {
    const { why = PASSED[verdict.verdict as keyof typeof PASSED] } = verdict;
    return html`<p class="verdict-line quiet">${unseen}Not compared: ${why}</p>`;
  }
  const { differs, what, why = [], legs } = difference;
  return html`<div class="verdict-line" id="verdict-${call}"><p>${unseen}<b class="differs">≠ Differs</b> in ${NAMES[differs]}: ${what}.</p>
${why.length > 0 && html`<ul>${why.map((each) => html`<li>${each}</li>`)}</ul>`}${legs !== undefined && legTable(legs, call)}</div>`;
}

const NAMES = { refusal: 'whether it is refused', ranking: 'its ranking', score: 'its scores', content: 'its content' };

/** What each leg gave the two documents, where the trace tells, and gives them now. */
function legTable({ was, is }: NonNullable<Difference['legs']>, call: number): Html | null {
  const ids = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is)])];
  const rows = ids.flatMap((id) => {
    const names = [...new Set([...legsOfDocument(was, id), ...legsOfDocument(is, id)].map(({ leg }) => leg))];
    return names.map((name) => ({
      id,
      name,
      places: [was, is].map((legs) => legsOfDocument(legs, id).find(({ leg }) => leg === name)),
    }));
  });
  if (rows.length === 0) return null;
  const columns = was === undefined ? ['now'] : ['then', 'now'];
  const heads = columns.map(
    (when) => html`<th scope="col" class="number">rank ${when}</th><th scope="col" class="number">score ${when}</th>`,
  );
  const cells = (place: LegExplanation | undefined) =>
    html`<td class="number">${place?.rank ?? '–'}</td><td class="number">${place?.score ?? '–'}</td>`;
  return html`<div class="wrap" tabindex="0" role="region" aria-label="Legs of call ${call}"><table><caption>What each leg gave them</caption><thead><tr><th scope="col">document</th><th scope="col">leg</th>${heads}</tr></thead><tbody>${rows.map(
    ({ id, name, places }) =>
      html`<tr><th scope="row" dir="auto">${id}</th><td>${name}</td>${(was === undefined ? places.slice(1) : places).map(cells)}</tr>`,
  )}</tbody></table></div>`;
}
