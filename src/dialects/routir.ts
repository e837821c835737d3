/**
 * RoutIR, which serves TREC RAGTIME: named services, and pipelines of them. A mode of the index is a service, and so is each index that is
 * served, by its name, in its own mode. Documents are those of a collection, which is an index.
 */
import { writeJson } from '../bytes/write-json.ts';
import { canonicalizeFetch } from '../contract/canonical-fetch.ts';
import type { Hit, SearchMode } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { MAX_K } from '../limits.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { foundPage } from './parts/contents.ts';
import { countOf, fieldsOf, requireText } from './parts/fields.ts';
import { fuseRanks, fuseScores, type Ranking } from './parts/fuse-scores.ts';
import { callsOf, type Pipeline, parsePipeline } from './parts/ranking-pipeline.ts';
import { searchQuestion } from './parts/search-question.ts';

/** What its engines return where nothing is said. */
const USUAL_HITS = 1000;
const MERGERS = ['RRF', 'ScoreFusion'] as const;
/** Every answer of a frozen index is of the same moment. */
const TIMESTAMP = 0;

interface Parameters {
  readonly service: string;
  readonly query: string;
}

export const ROUTIR: Dialect = {
  name: 'routir',
  prefix: '/routir',
  routes: [
    { method: 'GET', path: '/routir/avail', summary: 'The services, by what they do', read: readAvailable },
    {
      method: 'GET',
      path: '/routir/ping',
      summary: 'Whether the server lives',
      read: () => ({ body: { status: 'pong' } }),
    },
    { method: 'POST', path: '/routir/search', summary: 'Scores of documents from one service', read: search },
    { method: 'POST', path: '/routir/query', summary: 'The same under its older name', read: search },
    {
      method: 'POST',
      path: '/routir/score',
      summary: 'Scores of texts: there is no service that gives them',
      read: (request) => refuseService('score', requireText(fieldsOf(request).service, 'service')),
    },
    {
      method: 'POST',
      path: '/routir/pipeline',
      summary: 'Scores of documents from services that are fused',
      read: run,
    },
    { method: 'POST', path: '/routir/content', summary: 'The text of one document', read: readContent },
  ],
  shape: {
    writeSearch({ found: [found], parameters }, out) {
      const { service, query } = parameters as Parameters;
      out.text(
        answerOf(
          { query, service },
          found.hits().map(({ id, score }) => [id, score]),
        ),
      );
    },
    writeFetch({ documents, parameters }, out) {
      const { title, text, id } = foundPage(documents);
      const { collection } = parameters as { readonly collection: string };
      writeJson({ collection, id, title, text }, out);
    },
  },
  // What is not there is a bad request to it.
  error: ({ code, message, entry }) => ({
    status: entry.http === 404 && code !== 'NOT_FOUND' ? 400 : entry.http,
    body: { error: message },
  }),
};

function readAvailable({ index, indexes }: DialectRequest): DialectQuestion {
  const names = indexes.map(({ name }) => name);
  return {
    body: {
      content: names,
      score: [],
      search: [...new Set([...index.description.modes, ...names])],
      fuse: MERGERS,
      decompose_query: [],
    },
  };
}

function search(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const service = requireText(fields.service, 'service');
  const query = requireText(fields.query, 'query');
  return {
    asked: searchQuestion({
      query,
      k: countOf(fields.limit, USUAL_HITS, 1, MAX_K),
      snippet: false,
      ...wishOf(request, service, request.index),
    }),
    parameters: { service, query } satisfies Parameters,
  };
}

async function run(request: DialectRequest): Promise<DialectQuestion> {
  const fields = fieldsOf(request);
  const [written, name, query] = ['pipeline', 'collection', 'query'].map((field) => requireText(fields[field], field));
  const collection = collectionOf(request, name);
  const pipeline = parsePipeline(written, refuseService);
  const settings = settingsOf(fields.runtime_kwargs, pipeline);
  const ranking = await rank(pipeline);
  return {
    body: answerOf({ pipeline: written, collection: name, query }, ranking),
    // Written by ourselves: an object would put ids that are numbers before the others.
    headers: { 'content-type': 'application/json; charset=utf-8' },
  };

  async function rank(node: Pipeline): Promise<Ranking> {
    const { name: service, alias, limit } = node.call;
    if (node.kind === 'search') {
      const k = countOf(limit ?? settings(alias, 'limit'), USUAL_HITS, 1, MAX_K);
      const wish = wishOf(request, service, collection);
      const body = await request.ask(searchQuestion({ query, k, snippet: false, ...wish }));
      return (body as { readonly hits: readonly Hit[] }).hits.map(({ id, score }) => [id, score]);
    }
    if (!MERGERS.some((merger) => merger === service)) refuseService('fuse', service);
    const rankings: Ranking[] = [];
    for (const branch of node.branches) rankings.push(await rank(branch));
    const fused =
      service === 'RRF'
        ? fuseRanks(rankings, countOf(settings(alias, 'rrf_k'), 0, 0, 1_000_000))
        : fuseScores(rankings);
    return limit === null ? fused : fused.slice(0, limit);
  }
}

/** @returns what the request sets of a call, by its alias @throws INVALID_REQUEST for an alias that is none */
function settingsOf(given: unknown, pipeline: Pipeline): (alias: string, name: string) => unknown {
  const settings = (typeof given === 'object' && given !== null ? given : {}) as Record<
    string,
    Record<string, unknown>
  >;
  const aliases = new Set(callsOf(pipeline).map(({ alias }) => alias));
  const unknown = Object.keys(settings).find((alias) => !aliases.has(alias));
  if (unknown !== undefined) {
    throw new StillwebError('INVALID_REQUEST', `runtime_kwargs names ${unknown.slice(0, 64)}, which no call is`, {
      field: 'runtime_kwargs',
    });
  }
  return (alias, name) => (Object.hasOwn(settings, alias) ? settings[alias]?.[name] : undefined);
}

/** A mode of the index, or another index. @throws UNSUPPORTED for a service that is neither */
function wishOf(
  { indexes }: DialectRequest,
  service: string,
  index: ServedIndex,
): { mode?: SearchMode; index: string } {
  const mode = index.description.modes.find((known) => known === service);
  if (mode !== undefined) return { mode, index: index.name };
  const named = indexes.find(({ name }) => name === service);
  return named === undefined ? refuseService('search', service) : { index: named.name };
}

function refuseService(role: string, name: string): never {
  const shown = name.slice(0, 64).toWellFormed();
  throw new StillwebError('UNSUPPORTED', `Service '${shown}' not found or does not support ${role}`, {
    service: shown,
  });
}

function readContent(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const id = requireText(fields.id, 'id');
  const collection = requireText(fields.collection, 'collection');
  const { name } = collectionOf(request, collection);
  return {
    asked: { kind: 'fetch', ...canonicalizeFetch({ ids: [id], index: name }) },
    parameters: { collection },
  };
}

/** @throws INDEX_NOT_FOUND */
function collectionOf({ indexes }: DialectRequest, name: string): ServedIndex {
  const index = indexes.find((served) => served.name === name);
  if (index !== undefined) return index;
  const shown = name.slice(0, 100).toWellFormed();
  throw new StillwebError('INDEX_NOT_FOUND', `Collection '${shown}' not found`, {
    name: shown,
    served: indexes.map((served) => served.name),
  });
}

/** With the scores in the order of the ranking, although readers take them for a map without one. */
function answerOf(echo: object, ranking: Ranking): string {
  const scores = ranking.map(([id, score]) => `${JSON.stringify(id)}:${score}`).join(',');
  const front = JSON.stringify({ cached: false, processed: true, ...echo, timestamp: TIMESTAMP });
  return `${front.slice(0, -1)},"scores":{${scores}}}`;
}
