/**
 * The browser server that CaRR trains with: one address, `POST {session_id, name, arguments, remote_env_info}`, answered by
 * `{output}`. A session remembers the addresses of its last search and the page that it opened.
 */

import { wholeCharacters } from '../bytes/text-cut.ts';
import { writeJson } from '../bytes/write-json.ts';
import { canonicalizeFetch } from '../contract/canonical-fetch.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import type { FetchedDocument, Hit } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { cutQuery } from './parts/batch.ts';
import { countOf, fieldsOf, textOf, textsOf } from './parts/fields.ts';
import { findInPage } from './parts/find-in-page.ts';
import { forbidding } from './parts/forbidden-strings.ts';
import { searchQuestion } from './parts/search-question.ts';
import { perServer, Sessions, sessionName } from './parts/sessions.ts';

const USUAL_HITS = 10;
const MOST_HITS = 100;
/** Of a page that is opened, in UTF-16 code units; `browser.find` looks through all of it. */
const SHOWN_CHARACTERS = 10_000;

interface Session {
  /** Of the last search, by the numbers that it showed. */
  readonly urls: readonly string[];
  /** Address of the page that was opened last. */
  readonly page: string | null;
}

const NEW_SESSION: Session = { urls: [], page: null };
const sessionsOf = perServer(() => new Sessions<Session>());

/** Pages are opened and searched in the thread that reads them. */
interface Parameters {
  readonly tool: 'open' | 'find';
  readonly pattern: string;
  readonly forbidden: readonly string[];
}

interface Call {
  readonly session: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly forbidden: readonly string[];
}

export const CARR: Dialect = {
  name: 'carr',
  prefix: '/carr',
  routes: [
    { method: 'POST', path: '/carr', summary: "Sessions of search, open and find, as CaRR's browser server", read },
    { method: 'POST', path: '/carr/', summary: 'The same with a slash behind', read },
  ],
  shape: {
    writeFetch({ index, documents: [document], parameters }, out) {
      const { tool, pattern, forbidden } = parameters as Parameters;
      const page = pageText(index.name, document, forbidden);
      const output =
        tool === 'open'
          ? page.slice(0, wholeCharacters(page, SHOWN_CHARACTERS))
          : findInPage(page, pattern)
              .map((context, i) => `[Match ${i + 1}]\n${context}`)
              .join('\n\n');
      writeJson({ output }, out);
    },
  },
  error: ({ message }) => ({ body: { error: message } }),
};

function read(request: DialectRequest): DialectQuestion | Promise<DialectQuestion> {
  const sessions = sessionsOf(request.server);
  const call = readCall(request);
  const session = sessions.find(call.session) ?? NEW_SESSION;
  switch (call.name) {
    case 'start_session':
      sessions.keep(call.session, NEW_SESSION);
      return say('Sucess start session');
    case 'close_session':
      sessions.forget(call.session);
      return say(`Sucessully close session ${call.session}`);
    case 'browser.search':
      return search(request, call, session);
    case 'browser.open':
      return open(request, call, session);
    case 'browser.find': {
      const pattern = textOf(call.input.pattern);
      if (pattern === undefined) return say('No pattern provided for finding.');
      return session.page === null ? say('') : pageQuestion(session.page, { ...call, tool: 'find', pattern });
    }
    default:
      return say(`Undefined function: ${call.name}`);
  }
}

/** @throws INVALID_REQUEST */
function readCall(request: DialectRequest): Call {
  const { session_id: id, name, arguments: input, remote_env_info: environment } = fieldsOf(request);
  if (typeof name !== 'string') throw new StillwebError('INVALID_REQUEST', 'name is missing', { field: 'name' });
  const { search_forbidden_strs: forbidden } = objectOf(environment);
  return {
    session: sessionName(id, 'session_id'),
    name: name.slice(0, 64).toWellFormed(),
    input: objectOf(input),
    forbidden: Array.isArray(forbidden) ? textsOf(forbidden) : [],
  };
}

async function search(request: DialectRequest, call: Call, session: Session): Promise<DialectQuestion> {
  const query = textOf(call.input.query);
  if (query === undefined) return say('No query provided for search.');
  const k = countOf(call.input.num, USUAL_HITS, 1, MOST_HITS);
  const asked = { ...searchQuestion({ query: cutQuery(query), k }), session: call.session };
  const body = await request.ask(asked, true);
  const isForbidden = forbidding(call.forbidden);
  const urls: string[] = [];
  const blocks: string[] = [];
  for (const { id, url, title, snippet = '' } of (body as { readonly hits: readonly Hit[] }).hits) {
    const address = documentUrl(request.index.name, { id, url });
    if (isForbidden(`${title}\n${address}\n${snippet}`)) continue;
    const number = `[${urls.length}]`;
    const line = snippet.replace(/\s+/g, ' ');
    blocks.push(`${number} Title: ${title}\n${number} URL Source: ${address}\n${number} Description: ${line}\n`);
    urls.push(address);
  }
  keep(request, call, { ...session, urls });
  return say(blocks.length === 0 ? 'No results found.' : blocks.join('\n').trim());
}

function open(request: DialectRequest, call: Call, session: Session): DialectQuestion {
  const { id } = call.input;
  const url = typeof id === 'number' ? session.urls[id] : textOf(id);
  if (url === undefined) {
    return say('Must provide a valid id(>=0 or a string) for opening. Other arguments are unvalid for now.');
  }
  keep(request, call, { ...session, page: url });
  return pageQuestion(url, { ...call, tool: 'open', pattern: '' });
}

function keep({ server }: DialectRequest, { session }: Call, state: Session): void {
  const { urls, page } = state;
  const characters = urls.reduce((sum, url) => sum + url.length, page?.length ?? 0);
  sessionsOf(server).keep(session, state, characters);
}

function pageQuestion(url: string, { tool, pattern, forbidden, session }: Parameters & Call): DialectQuestion {
  // Agents repeat what they were shown, with the front of a reader's or a browser's address.
  const address = url.replace(/^(?:view-source:|https?:\/\/r\.jina\.ai\/)+/, '');
  return {
    asked: { kind: 'fetch', ...canonicalizeFetch({ urls: [address] }), session },
    parameters: { tool, pattern, forbidden } satisfies Parameters,
  };
}

/** As a reader of pages gives them; a page that is not there, or must not be read, is a sentence. */
function pageText(index: string, document: FetchedDocument, forbidden: readonly string[]): string {
  const { id, url, title, text, date, error } = document;
  if (id === null || error !== undefined) return 'Failed to parse URL content. Last error: there is no such page.';
  const front = [`Title: ${title}`, `URL Source: ${documentUrl(index, { id, url })}`];
  const day = date === undefined ? [] : [`Published Time: ${date}`];
  const page = [...front, ...day, `Markdown Content:\n${text}`].join('\n\n');
  return forbidding(forbidden)(page)
    ? 'Failed to parse URL content. Last error: Failed: Forbidden string found in content.'
    : page;
}

function say(output: string): DialectQuestion {
  return { body: { output } };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
