import type { Dialect } from '../dialects/dialect.ts';
import { renderErrorPage } from '../page/error-page.ts';
import { CONTENT_SECURITY_POLICY, type PageServer } from '../page/page-frame.ts';

/** Of every page, those of errors included. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'referrer-policy': 'no-referrer',
  // An old page may be shown only when the server has said that it still holds.
  'cache-control': 'no-cache',
  vary: 'accept',
};

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
    error: (error, requestId) => ({ body: renderErrorPage(describe(), error, requestId), headers: PAGE_HEADERS }),
  };
}
