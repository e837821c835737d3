/** What an index promises, whether that was looked at again, and how a paper names it. */
import { counted, describeBytes, describeMs } from '../bytes/number-text.ts';
import type { IndexCheckReport, IndexCheckState } from '../contract/index-check.ts';
import type { IndexInspection } from '../contract/index-inspection.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import { type Html, html } from './html.ts';
import { indexAddress } from './page-address.ts';
import { copyButton } from './page-frame.ts';

export interface ShownCheck {
  readonly state: IndexCheckState;
  /** Whether whoever looks may have it done. */
  readonly isAllowed: boolean;
}

/** @param check null where there are no files to check */
export function indexPromises(
  { name, description }: ServedIndex,
  { proof, files }: IndexInspection,
  check: ShownCheck | null,
): Html {
  const { encoder } = description;
  const command = 'stillweb check DIR';
  const probes =
    encoder === null
      ? null
      : encoder.probes === 'exact'
        ? html`<li><b>Vectors.</b> The encoder gives this machine the same vectors as the one that built the index (${counted(proof.probes, 'probe')}).</li>`
        : html`<li class="differs"><b>Vectors differ.</b> The encoder gives other vectors on this machine: dense and hybrid rankings may not be those of others.</li>`;
  return html`<section aria-labelledby="promises"><h2 id="promises">What it promises</h2><ul class="plain">
<li><b>Bytes.</b> All ${counted(files.length, 'file')} had their hashes when this server opened them.</li>
${probes}
<li><b>Rankings.</b> ${counted(proof.golden, 'ranking')} stand in the manifest. <code>${command}</code> ranks them again, and looks through every structure. ${copyButton(command, `Copy the command that checks ${name}`)}</li>
</ul>
${check !== null && checked(name, check)}</section>`;
}

function checked(name: string, { state, isAllowed }: ShownCheck): Html {
  return html`<div class="checked" role="status">${outcome(state)}</div>
${isAllowed && state.state !== 'running' && html`<form action="${indexAddress(name)}/check" method="post"><button type="submit">${state.state === 'unchecked' ? 'Check it now' : 'Check it again'}</button> <span class="quiet">A thread of this server reads every byte; searches come first.</span></form>`}`;
}

function outcome({ state, started, ms, report, failure }: IndexCheckState): Html | null {
  if (state === 'unchecked' || started === null) return null;
  const when = html`<time datetime="${started}">${started.slice(0, 19).replace('T', ' ')} UTC</time>`;
  if (state === 'running') return html`<p class="verdict">It is being checked since ${when}.</p>`;
  const took = ms === null ? '' : ` It took ${describeMs(ms)}.`;
  if (report === null) {
    return html`<p class="verdict bad"><b>The check could not be ended:</b> ${failure}. It began at ${when}.</p>`;
  }
  const { findings } = report;
  const isWhole = findings.length === 0;
  return html`<p class="verdict ${isWhole ? 'good' : 'bad'}"><b>${isWhole ? 'The index is whole and its rankings stand.' : `${counted(findings.length, 'finding')}.`}</b> Checked at ${when}.${took}</p>
<ul class="plain">${facts(report).map((each) => html`<li>${each}</li>`)}${findings.map((each) => html`<li class="differs">${each}</li>`)}</ul>`;
}

function facts({ files, bytes, golden, moved, probes, swhid }: IndexCheckReport): string[] {
  const told = moved === null ? 'Rankings: not asked, because something else is wrong.' : '';
  return [
    swhid === null ? '' : `Hashes: ${counted(files, 'file')}, ${describeBytes(bytes)}, equal.`,
    told || `Rankings: ${golden - (moved ?? 0)} of ${golden} equal.`,
    probes === null ? '' : `Probes of the encoder: ${probes}.`,
  ].filter((each) => each !== '');
}

export function indexCitation({ citation: { text, bibtex, cff, swhid }, name, id }: IndexInspection): Html {
  return html`<section aria-labelledby="cite"><h2 id="cite">How to cite it</h2>
<p dir="auto">${text} ${copyButton(text, 'Copy the citation')}</p>
${swhid === null ? html`<p class="quiet">A check finds its SWHID; <code>stillweb inspect DIR --cite</code> does too.</p>` : html`<p>SWHID <code class="id">${swhid}</code> ${copyButton(swhid, 'Copy the SWHID')} <span class="quiet">of the folder of this generation, as archives of software name it</span></p>`}
<details><summary>BibTeX</summary><pre tabindex="0" aria-label="BibTeX"><code>${bibtex}</code></pre>${copyButton(bibtex, 'Copy the entry of BibTeX')}</details>
<details><summary>CITATION.cff</summary><pre tabindex="0" aria-label="CITATION.cff"><code>${cff}</code></pre>${copyButton(cff, 'Copy the file CITATION.cff')}</details>
<p class="quiet">A request that pins it: <code>${`"index": "${name}@${id}"`}</code></p></section>`;
}
