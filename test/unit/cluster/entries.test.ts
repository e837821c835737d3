import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenOf } from '../../../src/cluster/cluster-layout.ts';
import { countEntries, entriesOf, STAGES } from '../../../src/cluster/push/entries.ts';
import { DocumentStore } from '../../../src/store/document-store.ts';
import type { IndexView } from '../../../src/store/index-view.ts';
import { PositionStore } from '../../../src/store/position-store.ts';
import { buildGeneratedIndex, makeCollection, openView } from '../../support/generated-index.ts';

let view: IndexView;
let documents: DocumentStore;
beforeAll(async () => {
  view = openView(await buildGeneratedIndex('stillweb', makeCollection(60), 'static', { ranking: 'standard' }));
  documents = await DocumentStore.open(view.index.folder, view.blocks);
});
afterAll(() => documents.close());

interface PassageSource {
  readonly passage: number;
  readonly impacts: string;
  readonly places: string;
  readonly titlePlaces: string;
  readonly vector: string;
}

const sourcesOf = (stage: (typeof STAGES)[number]) =>
  [...entriesOf(view, documents, stage)].map(({ source }) => JSON.parse(source));

describe('the entries of a generation', () => {
  it('are as many as the manifest counts, and the same from any place on', () => {
    for (const stage of STAGES) {
      const all = [...entriesOf(view, documents, stage)];
      expect(all).toHaveLength(countEntries(view)[stage]);
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      for (const from of [0, 1, 17, all.length - 1, all.length]) {
        expect([...entriesOf(view, documents, stage, from)]).toEqual(all.slice(from));
      }
    }
  });

  // What a cluster is given; what it answers is tried in test/torture/cluster.test.ts.
  // promise: cluster/same-bytes
  it('hold every posting and every position, and nothing else', () => {
    const impacts = new Map<string, number>();
    const places = new Map<string, number[]>();
    for (const [number, shard] of view.postings.entries()) {
      const positions = PositionStore.open(view.index.folder, number, true);
      for (const [ordinal, term] of [...shard.terms.all()].entries()) {
        const list = shard.list(ordinal);
        const cursor = positions.open(ordinal, shard.entries(ordinal));
        for (const [i, local] of list.passages.entries()) {
          const key = `${view.firstPassages[number] + local} ${tokenOf(term)}`;
          impacts.set(key, list.impacts[i]);
          places.set(key, cursor.next());
        }
      }
      positions.close();
    }
    const pushedImpacts = new Map<string, number>();
    const pushedPlaces = new Map<string, number[]>();
    for (const source of sourcesOf('passages') as PassageSource[]) {
      for (const pair of source.impacts.split(' ')) {
        const [token, impact] = pair.split('|');
        pushedImpacts.set(`${source.passage} ${token}`, Number(impact));
      }
      const standing = source.places.split(' ');
      for (const [place, tokens] of standing.entries()) {
        for (const token of tokens === '#' ? [] : tokens.split('+')) {
          const key = `${source.passage} ${token}`;
          pushedPlaces.set(key, [...(pushedPlaces.get(key) ?? []), place]);
        }
      }
      const title = view.passages.title[view.passages.document[source.passage]];
      expect(source.titlePlaces).toBe(standing.slice(0, title).join(' '));
    }
    expect(pushedImpacts).toEqual(impacts);
    expect(pushedPlaces).toEqual(places);
  });

  it('hold the vectors of the passages', () => {
    const rows = sourcesOf('passages') as PassageSource[];
    const dimensions = view.vectors[0].length / rows.length;
    for (const { passage, vector } of rows) {
      const row = view.vectors[0].subarray(passage * dimensions, (passage + 1) * dimensions);
      expect(new Int8Array(Buffer.from(vector, 'base64'))).toEqual(new Int8Array(row));
    }
  });
});
