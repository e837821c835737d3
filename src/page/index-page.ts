import { counted, describeBytes, groupDigits } from '../bytes/number-text.ts';
import type { IndexInspection } from '../contract/index-inspection.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import { barTable } from './bars.ts';
import { type Html, html } from './html.ts';
import { indexCitation, indexPromises, type ShownCheck } from './index-promises.ts';
import { addressOf, indexAddress } from './page-address.ts';
import { type PageServer, renderPage } from './page-frame.ts';

/** Hosts and languages that are shown; the JSON has more. */
const SHOWN_NAMES = 15;
/** Digits of a hash that tell files apart. */
const HASH_DIGITS = 16;

/** Between two looks at a check that runs, in milliseconds. */
const RENEWAL_MS = 1000;

export interface ShownIndex {
  readonly index: ServedIndex;
  /** Null where the backend knows no more than the description. */
  readonly inspection: IndexInspection | null;
  /** Null where it cannot be checked from here. */
  readonly check: ShownCheck | null;
}

export function renderIndexPage(server: PageServer, { index, inspection, check }: ShownIndex): string {
  const { name, description } = index;
  const { title, version, licence, licenceUrl, source } = description.collection ?? {};
  const address = indexAddress(name);
  return renderPage({
    title: name,
    server,
    place: 'index',
    index,
    data: [
      { label: 'JSON', path: inspection === null ? '/v1/indexes' : `/v1${address}` },
      ...(check === null ? [] : [{ label: 'Check as JSON', path: `/v1${address}/check` }]),
    ],
    isWide: true,
    main: html`<h1 dir="auto">${title ?? name}</h1>
${server.indexes.length > 1 && html`<nav class="others" aria-label="Indexes"><ul>${server.indexes.map((each) => html`<li><a href="${indexAddress(each.name)}"${each.name === name && html` aria-current="page"`}>${each.name}</a></li>`)}</ul></nav>`}
<p>${version !== undefined && `Version ${version}. `}${licence !== undefined && html`Licence ${link(licence, licenceUrl)}. `}${source !== undefined && html`From ${link(source, source)}. `}<a href="${addressOf('/', [['index', name]])}">Search it</a></p>
<section aria-labelledby="counts"><h2 id="counts">What is in it</h2>
${numbers(index, inspection)}
${inspection !== null && distributions(inspection)}</section>
${settings(index, inspection)}
${
  inspection !== null &&
  html`<div id="checked"${check?.state.state === 'running' && html` data-live="${RENEWAL_MS}"`}>${indexPromises(index, inspection, check)}
${indexCitation(inspection)}</div>`
}
${inspection !== null && files(inspection)}`,
  });
}

function link(text: string, url: string | undefined): Html {
  return url !== undefined && /^https?:\/\//i.test(url)
    ? html`<a href="${url}" rel="noreferrer nofollow">${text}</a>`
    : html`${text}`;
}

function numbers({ description: d }: ServedIndex, inspection: IndexInspection | null): Html {
  const { counts, bytes } = inspection ?? {};
  const told: [string, string | undefined][] = [
    ['documents', groupDigits(d.documents)],
    ['passages', groupDigits(d.passages)],
    ['terms', groupDigits(d.terms)],
    ['postings', counts && groupDigits(counts.postings)],
    ['links', groupDigits(d.links)],
    ['newest day', d.newest ?? undefined],
    ['on disk', bytes === undefined ? undefined : describeBytes(bytes)],
  ];
  return html`<dl class="numbers">${told.map(([what, value]) => value !== undefined && html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function distributions({ languages, hosts, years, lengths, topTerms, fields = [], documents }: IndexInspection): Html {
  const named = (all: readonly { readonly name: string | null; readonly documents: number }[]) =>
    all.slice(0, SHOWN_NAMES).map(({ name, documents: value }) => ({ name: name ?? html`<i>none</i>`, value }));
  const lengthRows = lengths.map(({ from, to, documents: value }) => ({
    name: from === to ? groupDigits(from) : `${groupDigits(from)} – ${groupDigits(to)}`,
    value,
  }));
  return html`<div class="tables">
${barTable('Length of documents', ['terms', 'documents'], lengthRows)}
${barTable(`Languages${languages.length > SHOWN_NAMES ? `, the first ${SHOWN_NAMES} of ${languages.length}` : ''}`, ['language', 'documents'], named(languages))}
${hosts.names > 0 && barTable(`Hosts${hosts.names > SHOWN_NAMES ? `, the first ${SHOWN_NAMES} of ${groupDigits(hosts.names)}` : ''}`, ['host', 'documents'], named(hosts.top))}
${
  years.names > 0 &&
  barTable(
    `Years${years.without > 0 ? `; ${counted(years.without, 'document')} without a day` : ''}`,
    ['year', 'documents'],
    years.top.map(({ name, documents: value }) => ({ name, value })),
  )
}
${
  topTerms.length > 0 &&
  barTable(
    `Terms that most passages hold, the first ${Math.min(SHOWN_NAMES, topTerms.length)} but for words that only ask`,
    ['term', 'passages'],
    topTerms.slice(0, SHOWN_NAMES).map(({ term, passages: value }) => ({ name: term, value })),
  )
}
${
  fields.length > 0 &&
  barTable(
    'Typed fields',
    ['field', `of ${groupDigits(documents)} documents`],
    fields.map(({ name, type, values, documents: value }) => ({
      name: html`${name} <span class="quiet">${type}, ${counted(values, 'value')}</span>`,
      value,
    })),
  )
}
</div>`;
}

function howSearched({ graph, cells }: IndexInspection['settings']): string {
  if (cells) return 'searched in cells, by codes';
  return graph ? 'searched by a graph' : 'each is compared';
}

function settings({ description: d }: ServedIndex, inspection: IndexInspection | null): Html {
  const { settings: s, counts } = inspection ?? {};
  const encoder = d.encoder;
  const rows: [string, Html | string | undefined][] = [
    ['ranking', s === undefined ? d.ranking : `${d.ranking} (version ${s.rankingVersion})`],
    ['modes', `${d.modes.join(', ')}; the first is the default`],
    ['analyzer', `${d.analyzer.name} ${d.analyzer.version}${s === undefined ? '' : `, Unicode ${s.unicode}`}`],
    ['passages', s?.passages],
    ['BM25', s?.bm25 ? `k1 ${s.bm25.k1}, b ${s.bm25.b}` : undefined],
    [
      'encoder',
      encoder === null
        ? 'none'
        : html`${encoder.name} (${encoder.kind}), ${encoder.dimensions} dimensions, <code>${encoder.fingerprint.slice(0, HASH_DIGITS)}</code>`,
    ],
    ['vectors', encoder === null || s === undefined ? undefined : howSearched(s)],
    [
      'fusion',
      s?.fusion
        ? `${s.fusion.method}; the dense leg weighs ${s.fusion.denseShare} %; the first ${groupDigits(s.fusion.depth)} of each leg`
        : undefined,
    ],
    [
      'rerankers',
      (d.rerankers ?? []).map(({ name, model, device }) => `${name} (${model}, ${device})`).join(', ') || undefined,
    ],
    [
      'repeated texts',
      counts && `${counted(counts.repeatedDocuments, 'document')}, ${counted(counts.repeatedPassages, 'passage')}`,
    ],
    ['left out when built', counts && counted(counts.skipped, 'record')],
    [
      'kept out',
      d.blockList &&
        html`by a list of ${counted(d.blockList.sites, 'site')}, ${counted(d.blockList.urls, 'address', 'addresses')}, ${counted(d.blockList.ids, 'id')} and ${counted(d.blockList.strings, 'text')}, <code>${d.blockList.sha256.slice(0, HASH_DIGITS)}</code>`,
    ],
    ['originals', d.originals === true ? 'kept' : 'not kept'],
    ['engine', s?.engine],
    ['format', s === undefined ? undefined : `${s.format}, built by ${s.software}`],
  ];
  return html`<section aria-labelledby="settings"><h2 id="settings">Settings</h2><table class="facts"><tbody>${rows.map(
    ([what, value]) => value !== undefined && html`<tr><th scope="row">${what}</th><td>${value}</td></tr>`,
  )}</tbody></table></section>`;
}

function files({ files, bytes }: IndexInspection): Html {
  return html`<section aria-labelledby="files"><h2 id="files">Files</h2><details><summary>${counted(files.length, 'file')}, ${describeBytes(bytes)}</summary>
<div class="wrap" tabindex="0" role="region" aria-label="Table of files"><table><thead><tr><th scope="col">file</th><th scope="col" class="number">bytes</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${files.map(({ name, bytes: size, sha256 }) => html`<tr><th scope="row">${name}</th><td class="number">${groupDigits(size)}</td><td><code class="id">${sha256}</code></td></tr>`)}</tbody></table></div></details></section>`;
}
