/** The retriever that ReCall and ReSearch train with: `/search`, `/batch_search`, `/health`. */
import type { Dialect } from './dialect.ts';
import { detailError } from './parts/detail-error.ts';
import { healthRoute, passageListRoutes, writePassageLists } from './parts/passage-lists.ts';

export const RECALL: Dialect = {
  name: 'recall',
  prefix: '/recall',
  routes: [...passageListRoutes('/recall/', 'search', 'batch_search'), healthRoute('/recall/')],
  shape: { writeSearch: writePassageLists },
  error: detailError,
};
