/** The names and origins that an operator allows, as headers bring them: one that no header can match is a slip. */
import { standardUrl } from '../bytes/standard-url.ts';
import { StillwebError } from '../errors.ts';
import { bracketAddress } from './authority.ts';

/**
 * A web origin as browsers send it: `https://Lab.example:443/` is `https://lab.example`. Those of other schemes, such as
 * browser extensions, and `null` stay as they are.
 *
 * @throws StillwebError SETTING_INVALID for what no `Origin` header can be: no scheme, a path, a pattern, a list
 * @see RFC 6454, section 6.2
 */
export function readOrigin(text: string): string {
  if (text === 'null') return text;
  const url = standardUrl(text);
  const scheme = url === null ? '' : `${url.protocol}//`;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  const isBare =
    url !== null &&
    url.host !== '' &&
    !/[*,\s%]/.test(text) &&
    text.toLowerCase().startsWith(scheme) &&
    `${url.username}${url.password}${url.search}${url.hash}` === '' &&
    (url.pathname === '/' || (url.pathname === '' && !isWeb));
  if (isBare) return isWeb ? url.origin : `${scheme}${url.host}`;
  const meant = findOrigin(text);
  const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
  const message = `allow-origin takes origins such as https://lab.example, not ${JSON.stringify(text)}${hint}`;
  const facts = { setting: 'allow-origin', origin: text };
  throw new StillwebError('SETTING_INVALID', message, meant === null ? facts : { ...facts, didYouMean: meant });
}

/** The origin of a page, or of a name without a scheme. */
function findOrigin(text: string): string | null {
  const whole = text.includes('://') ? text : `https://${text}`;
  const url = /[*,\s]/.test(text) ? null : standardUrl(whole);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.origin : null;
}

/**
 * A name that a `Host` header may give: a name or an address, with or without a port.
 *
 * @returns as it came
 * @throws StillwebError SETTING_INVALID for what is no host: a URL, a path, a pattern, a list
 */
export function readAllowedHost(text: string): string {
  const bare = bracketAddress(text);
  if (!/[\s/\\?#@*,%]/.test(bare) && standardUrl(`http://${bare}/`) !== null) return text;
  const meant = standardUrl(text)?.host ?? '';
  const hint = meant === '' ? '' : ` (did you mean ${meant}?)`;
  const message = `allow-host takes names such as search.example, not ${JSON.stringify(text)}${hint}`;
  const facts = { setting: 'allow-host', host: text };
  throw new StillwebError('SETTING_INVALID', message, meant === '' ? facts : { ...facts, didYouMean: meant });
}
