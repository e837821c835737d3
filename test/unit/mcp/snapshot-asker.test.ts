import { describe, expect, it } from 'vitest';
import { SnapshotAsker } from '../../../src/mcp/snapshot-asker.ts';
import { newCallRecord } from '../../../src/serving/call-record.ts';
import { SearchService } from '../../../src/serving/search-service.ts';
import { MemoryBackend } from '../../support/memory-backend.ts';

const NEWT = { id: 'newt', url: null, title: 'Newt', text: 'A newt.' };

async function openAsker(name?: string) {
  const service = new SearchService();
  const backend = new MemoryBackend();
  await service.swap(backend);
  const ticket = service.enter();
  const record = newCallRecord();
  const chosen = name === undefined ? undefined : { name };
  return { service, backend, ticket, record, ask: () => new SnapshotAsker(service, ticket, record, chosen) };
}

describe('an asker', () => {
  it('is answered from one snapshot, whatever is taken into service meanwhile', async () => {
    const { service, backend, ticket, record, ask } = await openAsker();
    const asker = ask();
    const [first] = (await asker.search({ query: 'kelp' })).hits;
    const swapped = service.swap(new MemoryBackend({ indexes: [{ documents: [NEWT] }] }));
    expect(await asker.fetch({ ids: [first.id] })).toMatchObject([{ title: 'Kelp' }]);
    expect(await asker.links('limpet')).toMatchObject({ id: 'limpet' });
    expect(backend.isClosed).toBe(false);
    expect(record).toMatchObject({ index: { name: 'shore' }, asked: { kind: 'links' } });
    ticket.end();
    await swapped;
    expect(backend.isClosed).toBe(true);
    expect(service.admission).toMatchObject({ queries: 0, bytes: 0 });
    await service.close();
  });

  it('numbers documents in the order of the collection, and finds them by their numbers', async () => {
    const { service, ticket, ask } = await openAsker();
    const asker = ask();
    expect(await asker.number({ ids: ['barnacle', 'gone', 'limpet'] })).toMatchObject([
      { number: 4, id: 'barnacle', title: 'Barnacle' },
      { number: null, id: 'gone' },
      { number: 0, id: 'limpet' },
    ]);
    expect(await asker.number({ numbers: [1, 99] })).toMatchObject([
      { number: 1, id: 'crab/hermit' },
      { number: null, id: null },
    ]);
    expect(await asker.number({ ids: [] })).toEqual([]);
    ticket.end();
    await service.close();
  });

  it('of an index that is not served is refused', async () => {
    const { service, ticket, ask } = await openAsker('sea');
    expect(ask).toThrow(expect.objectContaining({ code: 'INDEX_NOT_FOUND' }));
    ticket.end();
    await service.close();
  });
});
