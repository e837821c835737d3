/** Parts of the URLs of documents, as search APIs show them beside the URL. */
import { parseUrl } from '../../bytes/url-parts.ts';

export interface AddressParts {
  /** In lower case; `https` where none stands. */
  readonly scheme: string;
  /** Empty for what has none. */
  readonly host: string;
  /** Of the path, without slashes and blanks. */
  readonly steps: readonly string[];
}

/** Taken apart once: that takes some microseconds, and an answer shows many URLs. */
export function addressParts(url: string): AddressParts {
  const parts = parseUrl(url);
  return {
    scheme: /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1].toLowerCase() ?? 'https',
    host: parts?.host ?? '',
    steps: (parts?.path ?? '').split('/').filter((step) => step !== ''),
  };
}

/** Empty for what has none. */
export function hostOf(url: string): string {
  return parseUrl(url)?.host ?? '';
}

/** `example.org/a?b=c`, as it stands behind the scheme. */
export function withoutScheme(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
}

/** Where browsers look for the icon of a site. It is shown, and answered by nobody. */
export function iconAt(host: string): string {
  return `https://${host}/favicon.ico`;
}

export function iconOf(url: string): string {
  return iconAt(hostOf(url));
}
