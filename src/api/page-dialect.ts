import type { Dialect } from '../dialects/dialect.ts';
import { renderErrorPage } from '../page/error-page.ts';
import { CONTENT_SECURITY_POLICY, type PageServer } from '../page/page-frame.ts';

/** Of every page, those of errors included. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': CONTENT_SECURITY_POLICY,
  // Nothing to others. Without any, browsers would send the forms of these pages with an Origin of null, which is refused.
  'referrer-policy': 'same-origin',
  // No page of another origin shows a part of it, by a password that the browser remembers.
  'cross-origin-resource-policy': 'same-origin',
  // An old page may be shown only when the server has said that it still holds.
  'cache-control': 'no-cache',
  vary: 'accept',
};

/** A browser asks its user for a password then, which is the token; the name of the user is nothing to us. */
const PASSWORD_CHALLENGE = 'Basic realm="stillweb: the token is the password", charset="UTF-8"';

/**
 * The form of the errors that people see. Its routes are mounted by `addPageRoutes`, and it writes no bodies.
 *
 * @param describe the server as it is when the error happens
 */
export function createPageDialect(describe: () => PageServer): Dialect {
  return {
    name: 'page',
    routes: [],
    shape: {},
    error: (error, requestId) => ({
      body: renderErrorPage(describe(), error, requestId),
      headers: { ...PAGE_HEADERS, ...(error.code === 'UNAUTHORIZED' && { 'www-authenticate': PASSWORD_CHALLENGE }) },
    }),
  };
}
