import { counted, groupDigits } from '../bytes/number-text.ts';
import type { IndexInspection } from '../contract/index-inspection.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import { type Html, html } from './html.ts';
import { addressOf, indexAddress } from './page-address.ts';

/** What the collection holds, and queries that find something in it. */
export function searchStart(index: ServedIndex, inspection: IndexInspection | null): Html {
  const { description, name } = index;
  const title = description.collection?.title ?? name;
  return html`<section class="start" aria-labelledby="collection">
<h2 id="collection" dir="auto">${title}</h2>
<p>${counted(description.documents, 'document')} in ${counted(description.passages, 'passage')}${description.newest !== null && html`, the newest of <time datetime="${description.newest}">${description.newest}</time>`}. ${holdings(inspection)} <a href="${indexAddress(name)}">What is in it</a></p>
${inspection !== null && inspection.examples.queries.length > 0 && examples(name, inspection.examples.queries)}
<p class="quiet keys"><kbd>/</kbd> to search, <kbd>j</kbd> and <kbd>k</kbd> from hit to hit, <kbd>o</kbd> to open one.</p>
</section>`;
}

function holdings(inspection: IndexInspection | null): Html | null {
  if (inspection === null) return null;
  const { hosts, languages } = inspection;
  const named = languages.flatMap(({ name }) => (name === null ? [] : [name])).slice(0, 5);
  const sites = hosts.top.slice(0, 3).map(({ name }) => name);
  return html`${hosts.names > 0 && html`From ${hosts.names > sites.length ? `${groupDigits(hosts.names)} sites, most of them from ` : ''}${sites.join(', ')}. `}${named.length > 0 && html`${named.length === 1 ? 'Language' : 'Languages'}: ${named.join(', ')}${languages.length > 5 && ' and others'}.`}`;
}

function examples(index: string, queries: readonly string[]): Html {
  return html`<h3>Queries that find something</h3>
<ul class="examples">${queries.map(
    (query) =>
      html`<li><a dir="auto" href="${addressOf('/', [
        ['query', query],
        ['index', index],
      ])}">${query}</a></li>`,
  )}</ul>`;
}
