import type { Finding, MarkdownPage } from './markdown.ts';

/** What a server answers: the path as OpenAPI writes it (`/v1/documents/{id}`) → methods in capitals. */
export type Routes = ReadonlyMap<string, ReadonlySet<string>>;

/** The parts of an OpenAPI document that are read here. */
export interface OpenApiLike {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const SHELLS = new Set(['', 'sh', 'bash', 'shell', 'console', 'zsh']);
const CALL = /^(GET|POST|PUT|PATCH|DELETE) (\/\S*)$/;
/** Addresses that the pages use for a server of ours. */
const ADDRESS = /http:\/\/(?:127\.0\.0\.1|localhost):7080(\/[^\s'"]*)?/g;
/** The page of a dialect names paths as the vendor does, who has no prefix. */
const DIALECT_PAGE = /^docs\/dialects\//;
const CHOSEN_INDEX = /^\/i\/[^/]+(?=\/)/;

export function describeRoutes({ paths }: OpenApiLike): Routes {
  return new Map(
    Object.entries(paths).map(([path, item]) => [path, new Set(Object.keys(item).map((name) => name.toUpperCase()))]),
  );
}

/**
 * Routes that pages name and that no server has: `METHOD /path` in a code span, and addresses of a server in lines of shell that
 * call `curl`.
 */
export function checkRoutes(pages: readonly MarkdownPage[], routes: Routes): Finding[] {
  const rootless = new Map([...routes].map(([path, methods]) => [path.replace(/^\/[^/]+/, ''), methods]));
  return pages.flatMap((page) => {
    const spans = page.codeSpans.flatMap(({ line, text }) => {
      const call = CALL.exec(text);
      return call === null ? [] : [{ line, method: call[1], path: call[2] }];
    });
    const shells = page.fences.filter(({ language }) => SHELLS.has(language)).flatMap(({ lines }) => lines);
    const called = shells.flatMap(({ line, text }) =>
      [...(/\bcurl\b/.test(text) ? text.matchAll(ADDRESS) : [])].map(([, path = '/']) => ({
        line,
        method: null,
        path,
      })),
    );
    return [...spans, ...called].flatMap(({ line, method, path }) => {
      const bare = path.replace(/[?#].*$/, '').replace(CHOSEN_INDEX, '');
      const methods = findMethods(bare, routes) ?? (DIALECT_PAGE.test(page.path) ? findMethods(bare, rootless) : null);
      const at = (sentence: string): Finding[] => [{ file: page.path, line, sentence }];
      if (methods === null) return at(`no server has the route ${path}`);
      return method === null || methods.has(method) ? [] : at(`${path} takes no ${method}`);
    });
  });
}

/** A parameter stands for one part of a path, on the page as in the route; `{*}` at the end for the rest. */
function findMethods(path: string, routes: Routes): ReadonlySet<string> | null {
  const exact = routes.get(path);
  if (exact !== undefined) return exact;
  const parts = path.split('/');
  for (const [route, methods] of routes) {
    const others = route.split('/');
    const isOpen = /^\{?\*\}?$/.test(others.at(-1) ?? '');
    if (isOpen ? parts.length < others.length : parts.length !== others.length) continue;
    if (others.every((part, i) => /^(\{.*\}|\*)$/.test(part) || part === parts[i])) return methods;
  }
  return null;
}
