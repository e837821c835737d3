import { commonKey } from '../format/common-key.ts';
import { urlHost, urlKey } from '../format/lookup-tables.ts';
import { UrlSet } from '../format/url-set.ts';
import type { IndexView } from '../store/index-view.ts';
import { Bitmap } from './bitmap.ts';
import type { DocumentTexts } from './repeating-documents.ts';

/**
 * The documents whose own URL is one of some addresses, as `UrlSet` has it. Looks at the keys of the documents on the hosts of these.
 *
 * @param headings read for documents that share a URL with an earlier one, of which alone the table of keys tells
 */
export function documentsWithUrls(view: IndexView, urls: readonly string[], headings: DocumentTexts): Bitmap {
  const wanted = new UrlSet(urls);
  const { attributes, urls: table, passages } = view;
  const isOnHost = hostsOf(view, urls);
  const found = new Bitmap(passages.documents);
  const hasKey = new Bitmap(passages.documents);
  for (let ordinal = 0; ordinal < table.document.length; ordinal++) {
    const document = table.document[ordinal];
    hasKey.add(document);
    if (isOnHost[attributes.sites[document]] === 1 && wanted.hasKey(table.keys.get(ordinal))) found.add(document);
  }
  for (let document = 0; document < passages.documents; document++) {
    if (isOnHost[attributes.sites[document]] === 0 || hasKey.has(document)) continue;
    const { url } = headings.getHeading(document);
    if (typeof url === 'string' && wanted.has(url)) found.add(document);
  }
  return found;
}

/** Per site ordinal + 1: whether an address on it may be one of those. */
function hostsOf({ attributes: { siteNames } }: IndexView, urls: readonly string[]): Uint8Array {
  const wanted = new Set(urls.map((url) => hostKey(urlHost(url.endsWith('*') ? url.slice(0, -1) : url))));
  const found = new Uint8Array(siteNames.size + 1);
  for (let site = 0; site < siteNames.size; site++) if (wanted.has(hostKey(siteNames.get(site)))) found[site + 1] = 1;
  return found;
}

/** The host as the common key of any address on it begins. */
function hostKey(host: string): string {
  return commonKey(urlKey(`https://${host}/`));
}
