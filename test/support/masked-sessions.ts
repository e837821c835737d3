/** Sessions that walk at random through a masked web, by every door, and look for hidden names in every byte that comes back. */
import { expect } from 'vitest';
import { boil, formsOf, type MaskedWeb, randomOf, type Secret } from './masked-web.ts';

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  /** Ids that are opened by it where they are there. */
  readonly opens?: readonly string[];
}

export interface WalkTally {
  bodies: number;
  bytes: number;
  /** By door, those that were no refusals. */
  readonly doors: Map<string, number>;
  unlocked: number;
}

const WORDS = 'harbour lantern bridge river winter market garden copper engine letter question page works'.split(' ');
const MCP = { accept: 'application/json, text/event-stream' };

/** @param server of the web under its masks, and one of the same web without */
export class MaskedWalker {
  readonly tally: WalkTally = { bodies: 0, bytes: 0, doors: new Map(), unlocked: 0 };
  readonly #web: MaskedWeb;
  readonly #url: string;
  readonly #plainUrl: string;

  constructor(web: MaskedWeb, url: string, plainUrl: string) {
    this.#web = web;
    this.#url = url;
    this.#plainUrl = plainUrl;
  }

  async walk(seed: number, steps: number): Promise<void> {
    const random = randomOf(seed);
    const { mask, entities } = this.#web.masks[random(this.#web.masks.length)];
    const isNamed = random(2) === 0;
    const session = isNamed ? `session ${seed}` : `${mask}/rollout-${seed}`;
    const headers: Record<string, string> = {
      'x-stillweb-session': session,
      ...(isNamed && { 'x-stillweb-mask': mask }),
    };
    const opened = new Set<string>();
    const known = [`start${mask.slice(1)}`, 'page0', 'page1'];
    const isHidden = ({ unlockedBy }: Secret): boolean => !unlockedBy.some((id) => opened.has(id));
    for (let step = 0; step < steps; step++) {
      const before = entities.filter(isHidden);
      // Now and then the way is gone on, so that all is unlocked in some walks.
      const isOnward = random(4) === 0;
      const onward = entities.find(isHidden)?.unlockedBy[0];
      const id = isOnward && onward !== undefined ? onward : known[random(known.length)];
      const sent = isOnward && onward !== undefined ? openings(id, random) : this.#anything(id, session, random);
      const isGuess = before.length > 0 && random(8) === 0;
      if (isGuess) {
        await this.#guess(before[random(before.length)], headers, random);
        continue;
      }
      const { text, status } = await this.#send(this.#url, sent, headers);
      const crawled = sent.path.endsWith('/crawl') ? this.#idsOf(text) : [];
      const adjacent = sent.path.endsWith('/get_adjacent_passages') ? idsIn(text) : [];
      for (const opening of status < 400 ? [...(sent.opens ?? []), ...crawled, ...adjacent] : []) {
        if (!before.some(({ documents }) => documents.includes(opening))) opened.add(opening);
      }
      const after = entities.filter(isHidden);
      this.tally.unlocked += before.length - after.length;
      // What is opened by this very call may tell of what it unlocks.
      expectSilence(text, after, `${session} step ${step}: ${JSON.stringify(sent)}`);
      // Some APIs give an address for an id: what is opened by it is the document.
      for (const [, found] of text.matchAll(/"id":"([^"#]+)"/g)) {
        if (this.#web.pages.some((page) => page.id === found)) known.push(found);
      }
      if (known.length > 40) known.splice(3, known.length - 40);
      if (after.length === 0 && status < 400 && before.length === 0) {
        const plain = await this.#send(this.#plainUrl, sent, { 'x-stillweb-session': session });
        expect(text, JSON.stringify(sent)).toBe(plain.text);
      }
    }
    for (const entity of entities.filter((each) => !isHidden(each))) await this.#expectThere(entity, headers, opened);
  }

  /** Of the documents whose addresses stand in an answer. */
  #idsOf(text: string): string[] {
    const found: string[] = [];
    for (const [, url] of text.matchAll(/"url":"([^"]+)"/g)) {
      const named = /^https:\/\/corpus\.sandbox\/web\/(.+)$/.exec(url)?.[1];
      const id = named === undefined ? this.#web.pages.find((page) => page.url === url)?.id : decodeURIComponent(named);
      if (id !== undefined) found.push(id);
    }
    return found;
  }

  /** Everywhere after: it is found by its name, and its names stand in its text. */
  async #expectThere(entity: Secret, headers: Record<string, string>, opened: ReadonlySet<string>): Promise<void> {
    const [id] = entity.documents;
    const search = { method: 'POST', path: '/v1/search', body: { query: entity.name, k: 50 } } as const;
    const { text } = await this.#send(this.#url, search, headers);
    const hits: readonly { readonly id: string; readonly duplicates?: readonly string[] }[] = JSON.parse(text).hits;
    const ids = hits.flatMap((hit) => [hit.id, ...(hit.duplicates ?? [])]);
    expect(ids, [...opened].join()).toContain(id);
    const read = await this.#send(this.#url, openingOf(id), headers);
    expect(boil(read.text)).toContain(boil(entity.name));
  }

  /** A caller who guesses a hidden name gets what a caller gets who guesses a name that nobody has. */
  async #guess(secret: Secret, headers: Record<string, string>, random: (bound: number) => number): Promise<void> {
    const plain = [0, 1, 2, 3, 8, 9];
    const which = plain[random(plain.length)];
    const [form, unknown] = [secret.name, 'Xuqqopta Wemblifu'].map((name) => formsOf(name)[which]);
    const guesses = (name: string): Sent[] => [
      { method: 'POST', path: '/v1/search', body: { query: `${name} lantern`, explain: true } },
      { method: 'POST', path: '/v1/search', body: { query: `"${name}"` } },
      { method: 'POST', path: '/v1/grep', body: { pattern: name, ignoreCase: true, limit: 20 } },
      { method: 'POST', path: '/v1/fetch', body: { ids: ['page3'], find: name, matches: 5 } },
      { method: 'POST', path: '/v1/fetch', body: { ids: [name.replaceAll(' ', '_')] } },
      { method: 'POST', path: '/v1/fetch', body: { urls: [`https://wiki.example/wiki/${name.replaceAll(' ', '_')}`] } },
      { method: 'GET', path: `/v1/documents/${encodeURIComponent(name.replaceAll(' ', '_'))}/links` },
      { method: 'POST', path: '/tavily/search', body: { query: `who is ${name}` } },
    ];
    const guess = random(guesses('').length);
    const told = await this.#send(this.#url, guesses(form)[guess], headers);
    const other = await this.#send(this.#url, guesses(unknown)[guess], headers);
    expect(told.status).toBe(other.status);
    const told1 = withoutEcho(told.text, form);
    expect(told1, JSON.stringify(guesses(form)[guess])).toBe(withoutEcho(other.text, unknown));
  }

  async #send(
    base: string,
    { method, path, body }: Sent,
    headers: Record<string, string>,
  ): Promise<{ readonly text: string; readonly status: number }> {
    const response = await fetch(base + path, {
      method,
      headers: { ...MCP, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    this.tally.bodies++;
    this.tally.bytes += text.length;
    const door = path.split('?')[0].split('/').slice(0, 3).join('/');
    if (response.ok) this.tally.doors.set(door, (this.tally.doors.get(door) ?? 0) + 1);
    return { text, status: response.status };
  }

  /** One request at random; `id` is of a document that the session knows. */
  #anything(id: string, session: string, random: (bound: number) => number): Sent {
    const page = this.#web.pages.find((each) => each.id === id);
    const words = Array.from({ length: 1 + random(3) }, () => WORDS[random(WORDS.length)]).join(' ');
    const offset = random(3) * 5;
    const post = (path: string, body: unknown, opens?: readonly string[]): Sent => ({
      method: 'POST',
      path,
      body,
      opens,
    });
    const get = (path: string, opens?: readonly string[]): Sent => ({ method: 'GET', path, opens });
    const tool = (name: string, input: object, opens?: readonly string[], set = ''): Sent =>
      post(`/mcp${set}`, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: input } }, opens);
    // Addresses of what is hidden are known to nobody.
    const url =
      page !== undefined && /^(start|page)/.test(page.id)
        ? page.url
        : `https://corpus.sandbox/web/${encodeURIComponent(id)}`;
    const choices: (() => Sent)[] = [
      () => post('/v1/search', { query: words, k: 5, offset }),
      () => post('/v1/search', { query: words, text: true, maxChars: 200, explain: true, fields: true, k: 8 }),
      () => post('/v1/search', { queries: [words, 'question'], unit: 'passage', text: true, expand: 1 }),
      () => post('/v1/search', { query: words, snippet: { tokens: 60 }, collapse: false, k: 20 }),
      () => post('/v1/search', { query: words, index: ['web'], text: true, maxChars: 300, k: 6, offset }),
      () => openings(id, random),
      () => post('/v1/fetch', { ids: [id, 'page2'], format: 'markdown', links: true, toc: true }, [id, 'page2']),
      () => post('/v1/fetch', { ids: [id], lines: { from: 2, count: 3 }, fields: true }, [id]),
      () => post('/v1/fetch', { ids: [id], offset: 10 + random(60), maxChars: 50, cut: 'line' }, [id]),
      () => post('/v1/fetch', { ids: [id], find: 'is a', matches: 3 }, [id]),
      () => get(`/v1/documents/${encodeURIComponent(id)}/links`, [id]),
      () => get(`/v1/documents/${encodeURIComponent(id)}/original`),
      () => post('/v1/grep', { pattern: words.split(' ')[0], before: 1, after: 1, limit: 10 }),
      () => post('/v1/grep', { pattern: '^.*[a-z]{3}.*$', regexp: true, limit: 15 }),
      () => post('/tavily/search', { query: words, include_raw_content: true, max_results: 5 }),
      () => post('/tavily/extract', { urls: [url] }, [id]),
      () => post('/tavily/map', { url }),
      () => post('/tavily/crawl', { url, limit: 5 }),
      () => post('/exa/search', { query: words, contents: { text: true, highlights: true } }),
      () => post('/serper/search', { q: words }),
      () => post('/firecrawl/v2/search', { query: words }),
      () => post('/firecrawl/v2/scrape', { url, formats: ['markdown', 'links'] }, [id]),
      () => post('/hiersearch/graph_search', { query: [words], sample_id: session }),
      () => post('/hiersearch/get_adjacent_passages', { query: [words], top_n: 3, sample_id: session }),
      () => post('/search-r1/retrieve', { queries: [words], topk: 3, return_scores: true }),
      () => get(`/searxng/search?format=json&q=${encodeURIComponent(words)}`),
      () => get(`/jina/s?q=${encodeURIComponent(words)}`),
      () => get(`/deepresearchgym/fetch?url=${encodeURIComponent(url)}&with_outlink=true`, [id]),
      () => post('/carr', { session_id: session, name: 'browser.search', arguments: { query: words } }),
      () => post('/carr', { session_id: session, name: 'browser.open', arguments: { id: url } }, [id]),
      () => tool('search', { query: words, k: 5 }),
      () => tool('fetch', { id }, [id]),
      () => tool('links', { id }, [id]),
      () => tool('grep', { pattern: words.split(' ')[0] }),
      () => tool('search', { query: words }, undefined, '?tools=gpt-oss'),
    ];
    return choices[random(choices.length)]();
  }
}

function openingOf(id: string): Sent {
  return { method: 'POST', path: '/v1/fetch', body: { ids: [id] }, opens: [id] };
}

function openings(id: string, random: (bound: number) => number): Sent {
  const path = `/v1/documents/${encodeURIComponent(id)}`;
  return random(2) === 0 ? openingOf(id) : { method: 'GET', path, opens: [id] };
}

function idsIn(text: string): string[] {
  return Array.from(text.matchAll(/"id":"([^"]+)"/g), ([, id]) => id);
}

function expectSilence(text: string, hidden: readonly Secret[], what: string): void {
  if (hidden.length === 0) return;
  const boiled = boil(text);
  const decoded = boil(
    text.replace(/"[A-Za-z0-9+/]{24,}={0,2}"/g, (part) => Buffer.from(part, 'base64').toString('utf8')),
  );
  for (const { name, aliases, documents } of hidden) {
    for (const alias of [name, ...aliases]) {
      const sought = boil(alias);
      if (!boiled.includes(sought) && !decoded.includes(sought)) continue;
      expect.fail(`${alias} stands in the answer to ${what}\n${text.slice(0, 4000)}`);
    }
    for (const id of documents) if (text.includes(`"${id}"`)) expect.fail(`${id} is named in the answer to ${what}`);
  }
}

/** What a caller said is said back to it: that tells nothing. Request ids and times are of the call. */
function withoutEcho(text: string, name: string): string {
  const forms = [name, name.replaceAll(' ', '_')];
  let left = text
    .replace(/"requestId":"[^"]*"/g, '')
    .replace(/"response_time":[0-9.]+/g, '')
    .replace(/"request_id":"[^"]*"/g, '');
  for (const form of forms) {
    left = left.replaceAll(JSON.stringify(form).slice(1, -1), '‹name›').replaceAll(encodeURIComponent(form), '‹name›');
  }
  return left;
}
