/**
 * HierSearch's two retrievers, that of its local graph and that of the web: both ask this index, and `/i/{name}` in front of the base
 * URL of one of them gives it another.
 */
import { canonicalizeFetch } from '../contract/canonical-fetch.ts';
import type { FetchedDocument } from '../contract/search.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { cutQuery } from './parts/batch.ts';
import { detailError } from './parts/detail-error.ts';
import { countOf, fieldsOf, requireText } from './parts/fields.ts';
import { graphRoutes } from './parts/graph-routes.ts';
import {
  healthRoute,
  passageListRoutes,
  sampleSession,
  singlePassageList,
  writePassageLists,
} from './parts/passage-lists.ts';
import { searchQuestion } from './parts/search-question.ts';

const ROOT = '/hiersearch/';
const USUAL_CHUNKS = 10;
const MOST_CHUNKS = 1000;

export const HIERSEARCH: Dialect = {
  name: 'hiersearch',
  prefix: '/hiersearch',
  routes: [
    ...passageListRoutes(ROOT, 'search', 'batch_search'),
    ...passageListRoutes(ROOT, 'web_search', 'batch_web_search'),
    {
      method: 'POST',
      path: `${ROOT}webpage_browse`,
      summary: 'The passages of one page that answer a query best',
      read: browse,
    },
    ...graphRoutes(ROOT),
    healthRoute(ROOT),
  ],
  shape: { writeSearch: writePassageLists },
  error: detailError,
};

async function browse(request: DialectRequest): Promise<DialectQuestion> {
  const { url: given, query, top_n: topN, sample_id: sample } = fieldsOf(request);
  const session = sampleSession(sample);
  const url = requireText(given, 'url');
  const text = cutQuery(requireText(query, 'query'));
  const page = await request.ask({ kind: 'fetch', ...canonicalizeFetch({ urls: [url], maxChars: 1, ...session }) });
  const [{ id, error }] = (page as { readonly documents: readonly FetchedDocument[] }).documents;
  // Its server tells of a failure by a passage of this name.
  if (id === null || error !== undefined) return { body: [{ id: 'Error', contents: `no page ${url} is here` }] };
  return {
    asked: searchQuestion({
      query: text,
      ids: [id],
      unit: 'passage',
      k: countOf(topN, USUAL_CHUNKS, 1, MOST_CHUNKS),
      snippet: false,
      textChars: MAX_FETCH_CHARACTERS,
      ...session,
    }),
    parameters: singlePassageList,
  };
}
