/** R1-Searcher's retriever: `POST /queries {queries, k}`, answered by lines of a table. */
import { JoinedText } from '../bytes/write-json.ts';
import type { Hit } from '../contract/search.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect } from './dialect.ts';
import { batchSearch, queriesOf } from './parts/batch.ts';
import { writeListed } from './parts/contents.ts';
import { countOf, fieldsOf } from './parts/fields.ts';

const USUAL_HITS = 3;
const MOST_HITS = 1000;

export const R1_SEARCHER: Dialect = {
  name: 'r1-searcher',
  prefix: '/r1-searcher',
  routes: [
    {
      method: 'POST',
      path: '/r1-searcher/queries',
      summary: 'Texts for a batch of queries, as R1-Searcher retrieves',
      read(request) {
        const { queries: asked, k } = fieldsOf(request);
        const queries = queriesOf(asked, 'queries');
        return batchSearch(
          queries,
          { k: countOf(k, USUAL_HITS, 1, MOST_HITS), snippet: false, textChars: MAX_FETCH_CHARACTERS },
          undefined,
          [`{"queries":${JSON.stringify(queries)},"answers":[`, ']}'],
        );
      },
    },
  ],
  shape: {
    writeSearch({ found }, out) {
      writeListed(
        found.map((each) => each.hits().map(lineOf)),
        out,
      );
    },
  },
  error: ({ message }) => ({ body: { error: message } }),
};

/** What may end a line of a table, or a cell. */
const ENDS = /[\t-\r\x85\u2028\u2029]+/g;

/** The client takes a number off the front of each line, which is that of a row: without one the text would lose its own. */
function lineOf({ rank, title, text = '' }: Hit): JoinedText {
  return new JoinedText(`${rank}\t${title.replace(ENDS, ' ')} `, text.replace(ENDS, ' '));
}
