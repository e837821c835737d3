/** A door of one file: one line of text asks, one line answers, and HTTP has no part in it. */
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import { StillwebError } from '../../src/errors.ts';
import type { CallRecord } from '../../src/serving/call-record.ts';
import type { SearchService } from '../../src/serving/search-service.ts';

/** @param record where what was asked and answered is noted */
export async function askByLine(service: SearchService, line: string, record: CallRecord): Promise<string> {
  const [session, query] = line.split('|');
  try {
    const asked = canonicalizeSearch({ query, session, snippet: false, context: 'by line' });
    const { body } = await service.answer({ kind: 'search', ...asked }, null, record);
    const { hits } = JSON.parse(Buffer.from(body).toString('utf8')) as { hits: { id: string }[] };
    return hits.map(({ id }) => id).join(' ');
  } catch (error) {
    if (error instanceof StillwebError) return `! ${error.code}`;
    throw error;
  }
}
