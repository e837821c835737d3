/** Parts of the URLs of documents, as search APIs show them beside the URL. */
import { parseUrl } from '../../bytes/url-parts.ts';

/** Empty for what has none. */
export function hostOf(url: string): string {
  return parseUrl(url)?.host ?? '';
}

/** `https` where none stands. */
export function schemeOf(url: string): string {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1].toLowerCase() ?? 'https';
}

/** `example.org/a?b=c`, as it stands behind the scheme. */
export function withoutScheme(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
}

/** The steps of the path, without slashes and blanks. */
export function pathSteps(url: string): string[] {
  return (parseUrl(url)?.path ?? '').split('/').filter((step) => step !== '');
}

/** Where browsers look for the icon of a site. It is shown, and answered by nobody. */
export function iconOf(url: string): string {
  return `https://${hostOf(url)}/favicon.ico`;
}
