/** The search of WikiChat and Genie: `POST /{collection} {query, num_blocks, search_filters}`. A collection is an index served. */
import { documentUrl } from '../contract/sandbox-url.ts';
import type { Where } from '../contract/where.ts';
import { StillwebError } from '../errors.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { batchSearch, queriesOf } from './parts/batch.ts';
import { writeListed } from './parts/contents.ts';
import { daysBefore, readDay } from './parts/days.ts';
import { detailError } from './parts/detail-error.ts';
import { countOf, fieldsOf, textOf } from './parts/fields.ts';
import type { LooseSearch } from './parts/search-question.ts';

const USUAL_HITS = 3;
const MOST_HITS = 300;
const MOST_QUERIES = 100;
/** What the dialect says of every document, whatever is declared. */
const OWN_FIELDS = ['language', 'last_edit_date'];

export const WIKICHAT: Dialect = {
  name: 'wikichat',
  prefix: '/wikichat',
  routes: [
    {
      method: 'POST',
      path: '/wikichat/:collection',
      summary: 'Blocks for a batch of queries out of one collection, as WikiChat searches',
      read,
    },
  ],
  shape: {
    writeSearch({ index, found }, out) {
      const answers = found.map((each) => {
        const hits = each.hits();
        const total = hits.reduce((sum, { score }) => sum + score, 0);
        const results = hits.map(({ id, url, title, text, date, score }) => ({
          id,
          document_title: title,
          section_title: '',
          content: text,
          url: documentUrl(index.name, { id, url }),
          last_edit_date: date ?? null,
          similarity_score: score,
          probability_score: total === 0 ? 0 : score / total,
          summary: [],
        }));
        return { results };
      });
      writeListed(answers, out);
    },
  },
  error: detailError,
};

function read(request: DialectRequest): DialectQuestion {
  const { query, num_blocks: count, search_filters: filters } = fieldsOf(request);
  return batchSearch(
    queriesOf(query, 'query', MOST_QUERIES),
    {
      k: countOf(count, USUAL_HITS, 1, MOST_HITS),
      snippet: false,
      textChars: MAX_FETCH_CHARACTERS,
      index: request.params.collection,
      ...filtersOf(filters, declaredFields(request)),
    },
    undefined,
    ['[', ']'],
  );
}

type Wishes = Pick<LooseSearch, 'languages' | 'after' | 'before' | 'where'>;

const COMPARISONS = ['eq', 'gt', 'gte', 'lt', 'lte'];

/** Names of the typed fields of the collection that is asked. */
function declaredFields({ indexes, params }: DialectRequest): readonly string[] {
  const [name] = (params.collection ?? '').split('@', 1);
  const index = indexes.find((each) => each.name === name);
  return index?.description.fields?.map((field) => field.name) ?? [];
}

/** All of them must hold: of several days the latest is the first, and the earliest the last. @throws UNSUPPORTED */
function filtersOf(filters: unknown, declared: readonly string[]): Wishes {
  const wishes = (Array.isArray(filters) ? filters : []).map((filter) => {
    const { field_name: field, filter_type: type, field_value: value } = (filter ?? {}) as Record<string, unknown>;
    const name = textOf(field) ?? 'nothing';
    const isWhere = declared.includes(name) && COMPARISONS.includes(String(type)) && value !== undefined;
    if (isWhere && !OWN_FIELDS.includes(name)) return { where: { field: name, [String(type)]: value } as Where };
    return filterOf(name, textOf(type) ?? '', textOf(value) ?? '');
  });
  const conditions = wishes.flatMap(({ where }) => where ?? []);
  const days = (name: 'after' | 'before') => wishes.flatMap((wish) => wish[name] ?? []).sort();
  return {
    languages: wishes.find(({ languages }) => languages !== undefined)?.languages,
    after: days('after').at(-1),
    before: days('before')[0],
    ...(conditions.length > 0 && { where: { and: conditions } }),
  };
}

/** @throws UNSUPPORTED for a field that no index here has */
function filterOf(field: string, type: string, value: string): Wishes {
  if (field === 'language' && type === 'eq') return { languages: [value] };
  const day = readDay(value);
  if (field === 'last_edit_date' && day !== undefined) {
    switch (type) {
      case 'eq':
        return { after: day, before: day };
      case 'gte':
        return { after: day };
      case 'gt':
        return { after: daysBefore(day, -1) };
      case 'lte':
        return { before: day };
      case 'lt':
        return { before: daysBefore(day, 1) };
    }
  }
  throw new StillwebError('UNSUPPORTED', `search_filters cannot ask for ${field.slice(0, 64)} ${type.slice(0, 16)}`, {
    field: 'search_filters',
    supported: ['language eq', 'last_edit_date eq, gt, gte, lt, lte', 'typed fields eq, gt, gte, lt, lte'],
  });
}
