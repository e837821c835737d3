import { toAsciiHost } from '../bytes/ascii-host.ts';
import { articlePath, desktopHost } from './wiki-address.ts';

/**
 * One key for addresses that mean one page though they are not equal: what an agent writes of an address that it has read, or that
 * it makes up from a title. It is made of the key of an address (`urlKey`), which is looked up before it, so that no page hides
 * another that is asked for in its own words.
 *
 * - percent-encoding as RFC 3986, section 6.2.2, has it: letters, digits and signs that may stand in a path do, capitals in the rest
 * - an international host in its ASCII form, by Punycode (RFC 3492) alone, which knows no capitals but those of ASCII
 * - no parameters that only say where a reader came from; no empty query; `+` in a query is a blank
 * - no page that a folder shows by itself, such as `index.html`; one slash between parts, none at the end
 * - of wikis, the host for desktops, and titles as `wiki-address.ts` has them
 */
export function commonKey(key: string): string {
  if (!MAY_DIFFER.test(key)) return key;
  const [, named, path, asked = ''] = /^([^/?]+)([^?]*)(?:\?(.*))?$/s.exec(key) ?? [];
  if (named === undefined || !/[.:]|^localhost$/.test(named)) return key;
  const host = desktopHost(toAsciiHost(named));
  const even = evenEncoding(path, BARE_IN_PATH).replace(/\/{2,}/g, '/');
  const [place, query] = articlePath(host, even, keptQuery(asked));
  if (query !== '') return `${host}${place.replace(/\/$/, '') || '/'}?${query}`;
  const folder = place.startsWith('/wiki/') ? place : place.replace(INDEX_PAGE, '');
  return `${host}${folder.replace(/\/$/, '')}`;
}

/** What most keys have nothing of, and are their own common key therefore. */
const MAY_DIFFER = /[%?]|\/\/|\/wiki\/|\/(?:index|default|home)\.|(?:^|\.)m\.|[^\0-\x7f]/i;
const INDEX_PAGE = /\/(?:index\.(?:html?|php|aspx?|jsp|cgi)|default\.(?:html?|aspx?)|home\.html?)$/i;

/** Parameters that advertisers and mailers put behind an address, in small letters. */
const TRACKING = new Set([
  ...[
    'gclid',
    'gclsrc',
    'dclid',
    'gbraid',
    'wbraid',
    'fbclid',
    'msclkid',
    'yclid',
    'twclid',
    'ttclid',
    'igshid',
    'igsh',
  ],
  ...['mc_cid', 'mc_eid', '_ga', '_gl', '_hsenc', '_hsmi', 'mkt_tok', 'srsltid', 'li_fat_id', 'vero_id', 'oly_enc_id'],
]);

/** Signs that mean the same bare as encoded: unreserved ones, and in a path those that no part of it is told by. */
const BARE_IN_PATH = /[A-Za-z0-9._~!$&'()*+,;=:@|[\]-]/;
const BARE_IN_QUERY = /[A-Za-z0-9._~!$'()*,;:@/?|[\]-]/;

function keptQuery(query: string): string {
  if (query === '') return '';
  const parts = query.split('&').filter((part) => {
    const name = part.split('=', 1)[0].toLowerCase();
    return part !== '' && !name.startsWith('utm_') && !TRACKING.has(name);
  });
  return evenEncoding(parts.join('&').replaceAll('+', '%20'), BARE_IN_QUERY);
}

/** Encoded signs that may stand bare do, and the digits of the others are capitals. */
function evenEncoding(text: string, bare: RegExp): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => {
    const sign = String.fromCharCode(Number.parseInt(digits, 16));
    return bare.test(sign) ? sign : `%${digits.toUpperCase()}`;
  });
}
