/** HierSearch's tools over its graph of facts, answered from the links of the collection: no model has read the texts. */
import type { AnalyzerName } from '../../analysis/analyzer.ts';
import { createAnalyzer } from '../../analysis/analyzers.ts';
import { checkAnswerSize } from '../../contract/answer-size.ts';
import { canonicalizeFetch } from '../../contract/canonical-fetch.ts';
import { documentUrl } from '../../contract/sandbox-url.ts';
import type { DocumentLinks, FetchedDocument, Hit, LinkedDocument } from '../../contract/search.ts';
import type { WalkedDocument } from '../../contract/walk.ts';
import { MAX_FETCH_CHARACTERS, MAX_FETCH_DOCUMENTS } from '../../limits.ts';
import type { DialectQuestion, DialectRequest, DialectRoute } from '../dialect.ts';
import { queriesOf } from './batch.ts';
import { contentsOf } from './contents.ts';
import { countOf, fieldsOf, flagOf } from './fields.ts';
import { triplesOf } from './link-triples.ts';
import { sampleSession } from './passage-lists.ts';
import { searchQuestion } from './search-question.ts';
import { walkQuestion } from './walk-question.ts';

/** Each asks several times. */
const MOST_QUERIES = 64;
const USUAL_ENTRIES = 10;
const MOST_ENTRIES = 1000;
/** Documents whose links are looked at for one query. */
const LINKING_DOCUMENTS = 10;

/** @param root `/hiersearch/` */
export function graphRoutes(root: string): DialectRoute[] {
  return [
    {
      method: 'POST',
      path: `${root}graph_search`,
      summary: 'Links of the documents that answer a query, as triples',
      read: searchGraph,
    },
    {
      method: 'POST',
      path: `${root}get_adjacent_passages`,
      summary: 'The document of an entity, and those that link to it',
      read: findAdjacent,
    },
  ];
}

async function searchGraph(request: DialectRequest): Promise<DialectQuestion> {
  const { queries, entries, session } = wishesOf(request);
  const analyzer = createAnalyzer(request.index.description.analyzer.name as AnalyzerName);
  const found: ReturnType<typeof triplesOf>[] = [];
  for (const query of queries) {
    // Its caller is shown a sentence of a text, which opens no page: so texts stand in results here.
    const search = searchQuestion({
      query,
      k: LINKING_DOCUMENTS,
      snippet: false,
      textChars: MAX_FETCH_CHARACTERS,
      ...session,
    });
    const { hits } = (await request.ask(search, true)) as { readonly hits: readonly Hit[] };
    const texts = [];
    for (const hit of hits) {
      const { id, title, text = '' } = hit;
      const targets = await targetsOf(request, hit, session);
      texts.push({ title: title || id, text, targets: targets.map((target) => target.title || target.id) });
    }
    found.push(triplesOf(query, texts, analyzer, entries));
  }
  const triples = found.map((list) => list.map(({ triple }) => triple));
  if (!flagOf(fieldsOf(request).return_score)) return { body: triples };
  return { body: [triples, found.map((list) => list.map(({ shared }) => shared))] };
}

async function findAdjacent(request: DialectRequest): Promise<DialectQuestion> {
  const { queries, entries, session } = wishesOf(request);
  const lists: unknown[] = [];
  let characters = 0;
  for (const query of queries) {
    const search = searchQuestion({ query, k: LINKING_DOCUMENTS, snippet: false, ...session });
    const { hits } = (await request.ask(search)) as { readonly hits: readonly Hit[] };
    const named = query.trim().toLowerCase();
    const entity = hits.find(({ title }) => title.toLowerCase() === named) ?? hits[0];
    if (entity === undefined) {
      lists.push([]);
      continue;
    }
    const { incoming } = await linksOf(request, entity.id, session);
    const ids = [...new Set([entity.id, ...incoming.map(({ id }) => id)])].slice(0, entries);
    const passages: unknown[] = [];
    for (let from = 0; from < ids.length; from += MAX_FETCH_DOCUMENTS) {
      const asked = canonicalizeFetch({ ids: ids.slice(from, from + MAX_FETCH_DOCUMENTS), ...session });
      const page = (await request.ask({ kind: 'fetch', ...asked }, true)) as {
        readonly documents: readonly FetchedDocument[];
      };
      for (const { text = '' } of page.documents) characters += text.length;
      checkAnswerSize(characters);
      // One that an experiment hides stands among the links of what unlocks it.
      const shown = page.documents.filter(({ error }) => error === undefined);
      passages.push(...shown.map((document) => ({ id: document.id, contents: contentsOf(document) })));
    }
    lists.push(passages);
  }
  return { body: lists };
}

/**
 * What a hit links to. To ask for links is to open a page, which may tell of what it unlocks; a triple opens none. So only those are told that a map of the
 * site has too, which opens nothing.
 */
async function targetsOf(
  request: DialectRequest,
  hit: Hit,
  session: { readonly session?: string },
): Promise<readonly Pick<LinkedDocument, 'id' | 'title'>[]> {
  const { outgoing } = await linksOf(request, hit.id, session);
  if (outgoing.length === 0) return outgoing;
  const map = await request.ask({
    ...walkQuestion({ url: documentUrl(request.index.name, hit), depth: 1 }),
    ...session,
  });
  const told = new Map(
    (map as { readonly documents: readonly WalkedDocument[] }).documents.map((each) => [each.id, each]),
  );
  return outgoing.flatMap(({ id }) => {
    const target = told.get(id);
    return target === undefined ? [] : { id, title: target.title ?? '' };
  });
}

async function linksOf(
  request: DialectRequest,
  id: string,
  session: { readonly session?: string },
): Promise<DocumentLinks> {
  return (await request.ask({ kind: 'links', id, ...session })) as DocumentLinks;
}

function wishesOf(request: DialectRequest) {
  const { query, top_n: topN, sample_id: sample } = fieldsOf(request);
  return {
    queries: queriesOf(query, 'query', MOST_QUERIES),
    entries: countOf(topN, USUAL_ENTRIES, 1, MOST_ENTRIES),
    session: sampleSession(sample),
  };
}
