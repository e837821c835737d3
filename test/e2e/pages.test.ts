/** The pages that people see, over HTTP: who gets them, what they may load, and that no text of a collection becomes markup. */
import { parse } from 'parse5';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../../src/dialects/dialects.ts';
import { ERROR_CATALOGUE, StillwebError } from '../../src/errors.ts';
import type { Intervention, PlannedCall } from '../../src/experiment/intervention.ts';
import { BROWSER, exchangeRaw, type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';
import { MARKUP, NASTY } from '../support/nasty-documents.ts';
import { SESSION, startTraced } from '../support/traced-server.ts';

const MARKED = encodeURIComponent(MARKUP);
const NASTY_ID = encodeURIComponent(NASTY[0].id);

const PAGES = [
  '/',
  '/?query=tide',
  `/?query=tide+${MARKED}`,
  '/?query=tide&against=index:shore&index=nasty',
  `/?query=tide&index=${MARKED}`,
  `/?query=tide&against=${MARKED}`,
  `/?query=tide&mode=${MARKED}`,
  `/documents/${NASTY_ID}?query=tide+${MARKED}&find=${MARKED}`,
  '/documents/rtl?find=tide',
  '/documents/untitled',
  `/documents/${MARKED}`,
  '/indexes/nasty',
  `/indexes/${MARKED}`,
  '/docs',
  '/docs/dialects',
  '/docs/errors',
  '/docs/book',
  '/docs/book/experiments/masks',
  '/status',
  '/traces',
  `/traces/${MARKED}`,
];

interface Node {
  readonly nodeName: string;
  readonly value?: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Node[];
}

function* elementsOf(node: Node): Iterable<Node> {
  yield node;
  for (const child of node.childNodes ?? []) yield* elementsOf(child);
}

const attribute = (node: Node, name: string): string | undefined =>
  node.attrs?.find((each) => each.name === name)?.value;

let running: RunningServer;
beforeAll(async () => {
  const backend = new MemoryBackend({ indexes: [{ name: 'nasty', documents: NASTY }, { name: 'shore' }] });
  running = await startServer({ version: '1.2.3' }, backend);
});
afterAll(() => running[Symbol.asyncDispose]());

const page = async (path: string): Promise<{ html: string; nodes: Node[]; response: Response }> => {
  const response = await running.get(path, BROWSER);
  const html = await response.text();
  return { html, nodes: [...elementsOf(parse(html) as unknown as Node)], response };
};

// promise: sec/page-text
describe.each(PAGES)('the page %s', (path) => {
  it('may load what this server has, and nothing else, and holds no script and no style of its own', async () => {
    const { nodes, response } = await page(path);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    const scripts = nodes.filter(({ nodeName }) => nodeName === 'script');
    expect(scripts.map((node) => attribute(node, 'src'))).toEqual([
      expect.stringMatching(/^\/assets\/page\.[0-9a-f]{16}\.js$/),
    ]);
    expect(scripts[0].childNodes).toEqual([]);
    expect(nodes.filter(({ nodeName }) => nodeName === 'style' || nodeName === 'img')).toEqual([]);
    const attributes = nodes.flatMap(({ attrs = [] }) => attrs);
    expect(attributes.filter(({ name }) => /^on|^style$/.test(name))).toEqual([]);
    const addresses = attributes.filter(({ name }) => name === 'href' || name === 'src' || name === 'action');
    expect(addresses.filter(({ value }) => !/^(?:\/(?!\/)|#|https?:\/\/|data:,$)/.test(value))).toEqual([]);
  });

  it('shows what others wrote as they wrote it', async () => {
    const { nodes } = await page(path);
    const inside = nodes.filter(({ nodeName }) => nodeName === '#text').map(({ value = '' }) => value);
    const values = nodes.flatMap((node) => attribute(node, 'value') ?? []);
    const isMarked = path.includes(MARKED) || path === '/?query=tide';
    expect([...inside, ...values].some((text) => text.includes('<scri'))).toBe(
      isMarked || path.includes('index=nasty'),
    );
  });

  it('has a title, one first heading, landmarks, and a name for each field', async () => {
    const { nodes } = await page(path);
    const named = (name: string): Node[] => nodes.filter(({ nodeName }) => nodeName === name);
    expect(named('title').length).toBeGreaterThan(0);
    for (const name of ['h1', 'main', 'footer']) expect([name, named(name).length]).toEqual([name, 1]);
    const labels = new Set(named('label').map((node) => attribute(node, 'for')));
    const fields = [...named('input'), ...named('select')].filter((node) => attribute(node, 'type') !== 'hidden');
    expect(fields.filter((node) => !labels.has(attribute(node, 'id')))).toEqual([]);
    const ids = nodes.flatMap((node) => attribute(node, 'id') ?? []);
    expect(ids.length).toBe(new Set(ids).size);
  });

  it('names every index that it is about, with its id, and where the same is as data', async () => {
    const { html, response } = await page(path);
    const { indexes } = running.server.service.search.snapshot!.backend;
    expect(indexes.some(({ id }) => html.includes(id))).toBe(true);
    if (response.status === 200 && path !== '/traces') expect(html).toContain('curl -s ');
  });
});

describe('a page', () => {
  it.each([
    ...[
      '/',
      '/?query=tide',
      '/documents/limpet?index=shore',
      '/indexes/shore',
      '/docs',
      '/docs/dialects',
      '/docs/errors',
    ],
    ...['/docs/book', '/status', '/traces'],
  ])('weighs less than 120 kB with all that it loads, before compression: %s', async (path) => {
    const { html } = await page(path);
    const paths = [...new Set([...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, each]) => each))];
    expect(paths).toHaveLength(2);
    let bytes = Buffer.byteLength(html);
    for (const each of paths) {
      const asset = await running.get(each);
      expect(asset.status).toBe(200);
      expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      bytes += (await asset.arrayBuffer()).byteLength;
    }
    expect(bytes).toBeLessThan(120_000);
  });

  it('is another thing than what a program gets at the same path', async () => {
    const { headers, status } = await running.get('/');
    expect([status, headers.get('location'), headers.get('vary')]).toEqual([307, '/docs', 'accept']);
    const json = await running.get('/?query=tide', { accept: 'application/json, text/html;q=0' });
    expect(json.status).toBe(307);
  });

  it('is not sent again to a browser that holds it', async () => {
    for (const path of ['/', '/?query=tide', '/documents/rtl?query=tide']) {
      const first = await running.get(path, BROWSER);
      const tag = first.headers.get('etag')!;
      const again = await running.get(path, { ...BROWSER, 'if-none-match': tag });
      expect([path, again.status, await again.text()]).toEqual([path, 304, '']);
      const other = await running.get(`${path}${path.includes('?') ? '&' : '?'}index=shore`, BROWSER);
      expect(other.headers.get('etag')).not.toBe(tag);
    }
  });

  it('tells errors as the catalogue does, to programs as JSON', async () => {
    const refused = await page('/?query=tide&mode=dense');
    expect(refused.response.status).toBe(400);
    expect(refused.html).toContain('MODE_UNAVAILABLE');
    expect(refused.html).toContain('use mode bm25, or build the index with an encoder');
    const missing = await page('/documents/gone');
    expect([missing.response.status, missing.html.includes('DOCUMENT_NOT_FOUND')]).toEqual([404, true]);
    const unknown = await page('/nowhere');
    expect([unknown.response.status, unknown.html.includes('there is no such route: /nowhere')]).toEqual([404, true]);
    const program = await running.get('/documents/gone');
    expect(await program.json()).toMatchObject({ error: { code: 'DOCUMENT_NOT_FOUND' } });
    const asset = await running.get('/assets/page.0000000000000000.js');
    expect(await asset.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
    const misspelt = await running.get('/documents/rtl?findd=a');
    expect(await misspelt.json()).toMatchObject({ error: { code: 'INVALID_REQUEST', facts: { fields: ['findd'] } } });
  });

  it('refuses names that it does not know', async () => {
    await using traced = await startTraced();
    for (const path of [
      '/status',
      '/docs',
      '/docs/errors',
      '/indexes/shore',
      '/traces',
      '/traces/one',
      '/documents/limpet',
    ]) {
      const refused = await (await traced.running.get(`${path}?indx=a`)).json();
      expect([path, refused.error?.code, refused.error?.facts.fields]).toEqual([path, 'INVALID_REQUEST', ['indx']]);
    }
  });

  it('is found where its address ends in a slash', async () => {
    for (const path of ['/docs', '/status', '/traces'])
      expect((await running.get(`${path}/`)).headers.get('location')).toBe(path);
  });

  it('says in which index it looked for a document', async () => {
    const { html } = await page('/documents/gone?index=shore');
    expect(html).toContain('the index shore has no document with the id gone');
  });

  it('shows commands that run where a token is set, and never the token', async () => {
    await using guarded = await startServer({ token: 'hush' });
    const headers = { ...BROWSER, authorization: 'Bearer hush' };
    for (const path of ['/?query=tide', '/docs']) {
      const text = await (await guarded.get(path, headers)).text();
      const commands = [...text.matchAll(/curl -s ([^\n]{0,60})/g)].map(([, rest]) => rest);
      expect(commands.length).toBeGreaterThan(0);
      for (const rest of commands) expect(rest).toContain('authorization: Bearer $STILLWEB_TOKEN');
      expect(text).not.toContain('hush');
    }
    expect(await (await running.get('/?query=tide', BROWSER)).text()).not.toContain('STILLWEB_TOKEN');
  });

  it('shows commands with the address by which a proxy says that it is reached', async () => {
    await using behind = await startServer({ allowedHosts: ['lab.example'], token: 'hush' });
    const shown = async (headers: Record<string, string>): Promise<string> => {
      const sent = Object.entries({ ...BROWSER, authorization: 'Bearer hush', ...headers });
      const lines = sent.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      return (await exchangeRaw(behind.port, `GET /status HTTP/1.1\r\n${lines}connection: close\r\n\r\n`)).text;
    };
    const proto = { 'x-forwarded-proto': 'https' };
    expect(await shown({ host: 'lab.example', ...proto })).toContain("'https://lab.example/readyz'");
    expect(await shown({ host: 'lab.example' })).toContain("'http://lab.example/readyz'");
    expect(await shown({ host: 'localhost', ...proto })).toContain("'http://localhost/readyz'");
  });

  it('shows what reorders text, as a terminal does', async () => {
    const documents = [{ id: 'a', url: null, title: 'T7 \u202ecod.exe', text: 'tide' }];
    await using server = await startServer({}, new MemoryBackend({ indexes: [{ documents }] }));
    for (const path of ['/?query=tide', '/documents/a'])
      expect(await (await server.get(path, BROWSER)).text()).toContain('>T7 \\u202ecod.exe</');
    const asked = await (await server.get(`/?query=${encodeURIComponent('a\u202eb')}`, BROWSER)).text();
    expect(asked).toContain('value="a\u202eb"');
  });

  it('says that indexes are being opened while they are', async () => {
    await using empty = await startServer({}, null);
    for (const path of ['/', '/?query=tide', '/documents/rtl', '/indexes/shore']) {
      const response = await empty.get(path, BROWSER);
      expect([response.status, (await response.text()).includes('NOT_READY')]).toEqual([503, true]);
    }
    for (const path of ['/docs', '/status', '/traces']) {
      const response = await empty.get(path, BROWSER);
      expect([path, response.status, (await response.text()).includes('No index is open yet.')]).toEqual([
        path,
        200,
        true,
      ]);
    }
  });

  it('needs the token, as all else does, which a browser sends as a password', async () => {
    await using guarded = await startServer({ token: 'right' });
    const authorization = `Basic ${Buffer.from('anybody:right').toString('base64')}`;
    for (const path of ['/', '/documents/limpet', '/indexes/shore', '/docs', '/status']) {
      const refused = await guarded.get(path, BROWSER);
      expect([path, refused.status]).toEqual([path, 401]);
      expect(refused.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
      expect((await guarded.get(path, { ...BROWSER, authorization })).status).toBe(200);
    }
    const program = await guarded.get('/v1/indexes');
    expect(program.headers.get('www-authenticate')).toBe('Bearer');
    const wrong = `Basic ${Buffer.from('right:wrong').toString('base64')}`;
    expect((await guarded.get('/', { ...BROWSER, authorization: wrong })).status).toBe(401);
  });

  it('leaves nothing in a trace and in no session, whatever session it names, and is treated as a call of none', async () => {
    const planned: PlannedCall[] = [];
    const watching: Intervention = {
      name: 'watching',
      plan: (call) => {
        planned.push(call);
        return {
          refusal: call.door === '/' ? new StillwebError('RATE_LIMITED', 'later', { retryAfter: 1 }) : undefined,
        };
      },
    };
    for (const interventions of [[], [watching]]) {
      await using traced = await startTraced(interventions);
      const headers = { ...BROWSER, [SESSION]: 'alice' };
      const statuses: number[] = [];
      for (const visited of [
        '/?query=tide&session=alice',
        '/documents/limpet?query=tide',
        '/documents/gone',
        '/nosuch',
        '/traces/nope',
      ])
        statuses.push((await traced.running.get(visited, headers)).status);
      expect(statuses).toEqual([interventions.length === 0 ? 200 : 429, 200, 404, 404, 404]);
      await traced.running.post('/v1/search', { query: 'rock' }, { [SESSION]: 'alice' });
      expect((await traced.calls()).map(({ session, step, door }) => [session, step, door])).toEqual([
        ['alice', 1, '/v1/search'],
      ]);
    }
    expect(planned.map(({ door, session }) => `${door} ${session?.name ?? 'none'}`)).toEqual([
      '/ none',
      ...Array(3).fill('/documents/:id none'),
      ...Array(2).fill('/documents/:id none'),
      '/v1/search alice',
    ]);
  });
});

describe('the search page', () => {
  it('shows the hits that GET /v1/search gives, and links to them', async () => {
    const { html, nodes } = await page(
      '/?query=tide&index=shore&filter.sites=shore.example,+other.example&filter.after=',
    );
    const path = '/v1/search?query=tide&index=shore&filter.sites=shore.example&filter.sites=other.example&explain=true';
    const links = nodes.flatMap((node) => attribute(node, 'href') ?? []);
    expect(links).toContain(path);
    const { hits } = await (await running.get(path)).json();
    expect(hits.length).toBeGreaterThan(0);
    const shown = nodes.filter((node) => attribute(node, 'data-hit') !== undefined);
    expect(shown.map((node) => attribute(node, 'href'))).toEqual(
      hits.map(({ id }: { id: string }) => `/documents/${encodeURIComponent(id)}?index=shore&query=tide`),
    );
    expect(html).toContain('value="shore.example other.example"');
  });

  it('is of the index in front of its path', async () => {
    const { nodes } = await page('/i/shore/?query=limpet');
    const links = nodes.flatMap((node) => attribute(node, 'href') ?? []);
    expect(links).toContain('/documents/limpet?index=shore&query=limpet');
  });

  it('gives back the form as it was filled in where what was asked cannot be answered, and says what is wrong', async () => {
    const given = '/?query=tide&index=shore&filter.after=14.3.2020&against=mode:bm25&k=x&fieldz=a&unit=passage';
    const refused = await page(given);
    expect(refused.response.status).toBe(400);
    expect(refused.html).toContain('unknown field fieldz');
    expect(refused.html).not.toContain('name="fieldz"');
    const slip = await page(given.replace('&fieldz=a', ''));
    expect(slip.html).not.toContain('name="k"');
    const day = await page(given.replace('&k=x&fieldz=a', ''));
    expect(day.html).toContain('filter.after must be a day as YYYY-MM-DD, not the string &quot;14.3.2020&quot;');
    for (const kept of ['value="tide"', 'value="14.3.2020"', 'value="shore" selected', 'value="passage" selected'])
      expect(day.html).toContain(kept);
    expect(day.html).toContain('value="mode:bm25" selected');
    const against = await page('/?query=tide&against=dense');
    expect(against.html).toContain('against is &quot;mode:MODE&quot; or &quot;index:NAME&quot;');
    expect([against.response.status, against.html.includes('value="tide"')]).toEqual([400, true]);
    const gone = await page('/?query=tide&index=gone');
    expect([gone.response.status, gone.html.includes('INDEX_NOT_FOUND')]).toEqual([404, true]);
  });

  it('offers what an index has: links to go along, and lists that are not the one that is shown', async () => {
    const valuesOf = async (path: string): Promise<(string | undefined)[]> =>
      (await page(path)).nodes.filter(({ nodeName }) => nodeName === 'option').map((node) => attribute(node, 'value'));
    expect(await valuesOf('/?query=tide&index=shore')).toContain('graph');
    await using plain = await startServer(
      {},
      new MemoryBackend({ indexes: [{ documents: [{ ...NASTY[0], links: [] }] }] }),
    );
    expect(await (await plain.get('/', BROWSER)).text()).not.toContain('value="graph"');
    const offered = (await valuesOf('/?query=tide&index=shore')).filter((value) => value?.includes(':'));
    expect(offered).toEqual(['index:nasty']);
  });

  it('takes q for query, as search engines of browsers name it', async () => {
    expect((await page('/?q=tide&index=shore')).html).toContain(
      '/v1/search?query=tide&amp;index=shore&amp;explain=true',
    );
    expect((await page('/?q=tide&query=rock')).response.status).toBe(400);
  });

  it('has no next page behind the last one, also where two lists are compared', async () => {
    const { hits } = await (await running.get('/v1/search?query=tide&index=shore&k=100')).json();
    expect(hits.length).toBeGreaterThan(2);
    const relations = async (path: string): Promise<(string | undefined)[]> =>
      (await page(path)).nodes
        .flatMap((node) => attribute(node, 'rel'))
        .filter((rel) => rel === 'next' || rel === 'prev');
    const of = (k: number, offset: number, more = ''): string =>
      `/?query=tide&index=shore&k=${k}&offset=${offset}${more}`;
    expect(await relations(of(hits.length, 0))).toEqual([]);
    expect(await relations(of(hits.length - 1, 0))).toEqual(['next']);
    expect(await relations(of(1, hits.length - 1))).toEqual(['prev']);
    for (const k of ['01', '1e1', '1&k=2']) {
      expect([k, (await page(`/?query=tide&index=shore&k=${k}`)).response.status]).toEqual([k, 400]);
    }
    const against = '&against=index:nasty';
    expect(await relations(of(1, 1, against))).toEqual(['prev', 'next']);
    const compared = await page(of(1, 1, against));
    expect(compared.html).toContain('not on this page there');
    expect(compared.html).toContain('<span>2.</span>');
    expect(compared.html).toContain('of this page stand in both lists');
  });

  it('pages without losing what was asked', async () => {
    const { nodes } = await page('/?query=tide&index=shore&k=1&offset=1');
    const links = nodes.filter((node) => attribute(node, 'rel') !== undefined).map((node) => attribute(node, 'href'));
    expect(links).toContain('/?query=tide&index=shore&k=1&offset=2');
    expect(links).toContain('/?query=tide&index=shore&k=1');
  });

  it('draws where each hit stands in the other list', async () => {
    const { html, nodes } = await page('/?query=tide&index=shore&against=index:shore');
    const lines = nodes.filter(({ nodeName }) => nodeName === 'line');
    expect(lines.length).toBeGreaterThan(1);
    expect(new Set(lines.map((node) => attribute(node, 'class')))).toEqual(new Set(['same']));
    expect(html).toContain('same rank');
    expect((await page('/?query=tide&index=shore&against=index:nasty')).html).toContain('only here');
  });
});

describe('the status page', () => {
  it('tells what the server has answered, how long it took, and what it refused', async () => {
    await using server = await startServer({});
    expect(await (await server.get('/status', BROWSER)).text()).toContain('No search has been answered yet.');
    await server.get('/v1/search?query=tide');
    await server.get('/v1/search?query=tide&k=x');
    const status = await (await server.get('/status', BROWSER)).text();
    expect(status).toContain('Time of 2 searches and reads');
    expect(status).toMatch(/>400<\/th><td class="number">1</);
    expect(status).toContain('<b>Ready.</b>');
    await using empty = await startServer({}, null);
    const opening = await empty.get('/status', BROWSER);
    expect([opening.status, (await opening.text()).includes('indexes are being opened')]).toEqual([200, true]);
  });
});

describe('the reference', () => {
  it('tells every native route, every dialect and every error, for programs too', async () => {
    const html = await (await running.get('/docs')).text();
    for (const route of ['POST /v1/search', 'GET /v1/documents/{id}', 'POST /mcp'])
      expect(html).toContain(`<code>${route}</code></h3>`);
    expect(html).toContain('claude mcp add --transport http nasty');
    expect(html).toMatch(/curl -s -H 'accept: text\/html' 'http:\S+\/\?query=/);
    for (const path of ['/docs/errors', '/docs/dialects']) expect(html).toContain(`<a href="${path}">`);
    const errors = await (await running.get('/docs/errors')).text();
    for (const code of Object.keys(ERROR_CATALOGUE)) expect(errors).toContain(`<tr id="${code}">`);
    const refused = await page('/?query=tide&mode=dense');
    expect(refused.html).toContain('href="/docs/errors#MODE_UNAVAILABLE"');
    const dialects = await (await running.get('/docs/dialects')).text();
    expect(dialects).toContain('<code>/tavily/search</code>');
  });
});

describe('the book', () => {
  it('leads from its contents to every chapter, and from one to the next', async () => {
    const { nodes } = await page('/docs/book');
    const chapters = nodes
      .flatMap((node) => attribute(node, 'href') ?? [])
      .filter((to) => to.startsWith('/docs/book/'));
    expect(chapters.length).toBeGreaterThan(20);
    const statuses = await Promise.all(chapters.map(async (path) => (await running.get(path, BROWSER)).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    const { html } = await page('/docs/book/experiments/masks');
    expect(html).toMatch(/<h1 id="masks[^"]*">/);
    expect(html).toMatch(/rel="prev" href="\/docs\/book\/[^"]+".*rel="next" href="\/docs\/book\/[^"]+"/);
  });

  it('is there as Markdown, and holds no file but its chapters', async () => {
    const markdown = await running.get('/docs/book/glossary.md');
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(await markdown.text()).toMatch(/^# Glossary\n/);
    for (const path of ['../README', '%2e%2e%2fREADME.md', 'performance/change.json', 'gone', 'glossary.md.md']) {
      const refused = await running.get(`/docs/book/${path}`);
      expect([path, refused.status, (await refused.json()).error.code]).toEqual([path, 404, 'NOT_FOUND']);
    }
  });
});

describe('an index of which no more is known than its description', () => {
  it('has a page all the same, and says so to programs', async () => {
    expect((await page('/indexes/shore')).response.status).toBe(200);
    const refused = await running.get('/v1/indexes/shore');
    expect([refused.status, (await refused.json()).error.code]).toEqual([400, 'UNSUPPORTED']);
    expect((await running.get('/v1/indexes/gone')).status).toBe(404);
    expect((await running.get('/v1/indexes/shore@x')).status).toBe(409);
  });
});

describe('the page of a document', () => {
  it('marks where a text stands, and leads on through one that is long', async () => {
    const long = { id: 'long', url: null, title: 'Long', text: `${'The tide comes.\n\n'.repeat(9000)}The last rock.` };
    await using server = await startServer({}, new MemoryBackend({ indexes: [{ documents: [long] }] }));
    const first = await (await server.get('/documents/long?find=rock', BROWSER)).text();
    const next = /rel="next" href="([^"]+)"/.exec(first)?.[1].replaceAll('&amp;', '&') ?? '';
    const second = await (await server.get(next, BROWSER)).text();
    expect(second).toContain('The last <mark id="found-1">rock</mark>.');
    expect(first).toMatch(/href="\/documents\/long\?find=rock&amp;offset=\d+#found-1"/);
  });

  it('names both ends of links', async () => {
    const { html } = await page('/documents/limpet?index=shore');
    expect(html).toMatch(/It links to 1 document[\s\S]*href="\/documents\/crab%2Fhermit\?index=shore"/);
    expect(html).toMatch(/It is linked from 2 documents[\s\S]*href="\/documents\/barnacle\?index=shore"/);
  });

  it('has an address for ids that browsers take for steps, and shows the id for a title that nobody sees', async () => {
    const documents = [{ id: '..', url: null, title: '\u200b', text: 'The tide. The tide.' }];
    await using server = await startServer({}, new MemoryBackend({ indexes: [{ documents }] }));
    const hits = await (await server.get('/?query=tide', BROWSER)).text();
    const address = /href="(\/documents[^"]+)" data-hit>\.\.</.exec(hits)?.[1].replaceAll('&amp;', '&') ?? '';
    expect(address).toMatch(/^\/documents\?id=\.\.&index=/);
    const shown = await (await server.get(`${address}&find=tide`, BROWSER)).text();
    expect(shown).toContain('<h1 dir="auto">..</h1>');
    expect(shown).toContain('<input type="hidden" name="id" value="..">');
    expect(shown).toContain('2 places');
    expect((await (await server.get('/documents')).json()).error.code).toBe('INVALID_REQUEST');
  });

  it('names the same as data: the part that it shows, and the places', async () => {
    const { html } = await page('/documents/rtl?offset=1&find=tide');
    const links = [...html.matchAll(/<p class="data">[^\n]*?href="([^"]+)"/g)].map(([, each]) =>
      each.replaceAll('&amp;', '&'),
    );
    expect(links).toEqual([
      '/v1/documents/rtl?index=nasty&offset=1&maxChars=100000&cut=paragraph&toc=true',
      '/v1/documents/rtl?index=nasty&find=tide&matches=100&maxChars=1',
      '/v1/documents/rtl/links?index=nasty',
    ]);
    for (const each of links) expect([each, (await running.get(each)).status]).toEqual([each, 200]);
  });
});
