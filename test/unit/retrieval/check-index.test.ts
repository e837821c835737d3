import { beforeAll, describe, expect, it } from 'vitest';
import { LinkGraph } from '../../../src/format/links.ts';
import type { Manifest } from '../../../src/format/manifest.ts';
import { makeSlots } from '../../../src/format/string-table.ts';
import { checkIndex } from '../../../src/retrieval/check-index.ts';
import { openIndex } from '../../../src/store/open.ts';
import { buildCheckableIndex, DOCUMENTS } from '../../support/checkable-index.ts';
import { type Damage, damageIndex, type Sections } from '../../support/damaged-index.ts';

let sound: string;
beforeAll(async () => {
  sound = await buildCheckableIndex();
});

/** Kinds of what a check finds, each once. */
async function findKinds(damage: Damage): Promise<string[]> {
  const { findings } = await checkIndex(openIndex(damageIndex(sound, damage), { checksBounds: false }));
  return [...new Set(findings.map(({ kind }) => kind))];
}

const countsWith = (change: Partial<Manifest['counts']>) => (manifest: Manifest) => ({
  counts: { ...manifest.counts, ...change },
});
const raised = (count: keyof Manifest['counts']) => (manifest: Manifest) =>
  countsWith({ [count]: (manifest.counts[count] as number) + 1 })(manifest);

/** A document by how many passages it has, behind the first few. */
function documentOf(passages: number, { first }: Sections, from = 3): number {
  for (let document = from; ; document++) if (first[document + 1] - first[document] === passages) return document;
}

type Case = readonly [what: string, change: (sections: Sections) => void];

function describeDamage(file: string, kind: string, cases: readonly Case[]): void {
  it.each(cases)(`finds ${kind} alone in ${file}: %s`, async (_what, change) => {
    expect(await findKinds({ file, change })).toEqual([kind]);
  });
}

describe('the check of a sound index', () => {
  it('finds nothing, asks every golden query, and tells how far it is', async () => {
    const index = openIndex(sound);
    const progress: number[][] = [];
    const check = await checkIndex(index, { onProgress: (...step) => progress.push(step) });
    const { files } = index.manifest;
    expect(check).toEqual({
      files: files.length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      golden: 36,
      moved: [],
      probes: 'exact',
      findings: [],
    });
    const { passages, shards } = index.manifest.counts;
    expect(progress).toEqual([
      [shards[0], passages + DOCUMENTS],
      [passages, passages + DOCUMENTS],
      ...[64, 128, 192].map((documents) => [passages + documents, passages + DOCUMENTS]),
    ]);
  });

  it('does not mind passages that touch', async () => {
    const change = (sections: Sections) => {
      const passage = sections.first[documentOf(2, sections)];
      sections.start[passage + 1] = sections.end[passage];
    };
    expect(await findKinds({ file: 'passages.bin', change })).toEqual([]);
  });
});

describe('the check of an index of which one number is wrong', () => {
  describeDamage('passages.bin', 'passage-run', [
    ['a document reaches beyond all passages', ({ first }) => first.fill(4_294_967_294, 5, 6)],
    ['the first passages belong to no document', ({ first }) => first.fill(1, 0, 1)],
    [
      'a document has no passage',
      (sections) => {
        const { first, document, start, end } = sections;
        const next = documentOf(1, sections);
        const passage = first[next];
        document[passage] = next - 1;
        start[passage] = end[passage - 1];
        end[passage] = start[passage];
        first[next] = first[next + 1];
      },
    ],
  ]);
  describeDamage('passages.bin', 'passage-document', [['another document', ({ document }) => document.fill(0, 9, 10)]]);
  describeDamage('passages.bin', 'passage-span', [
    [
      'a passage begins behind its end',
      (sections) => {
        const passage = sections.first[documentOf(1, sections)];
        sections.start[passage] = sections.end[passage] + 1;
      },
    ],
  ]);
  describeDamage('passages.bin', 'passage-overlap', [
    [
      'a passage begins in the one before',
      (sections) => {
        const passage = sections.first[documentOf(2, sections)];
        sections.start[passage + 1] = sections.end[passage] - 1;
      },
    ],
  ]);
  describeDamage('passages.bin', 'passage-end', [
    ['the last passage ends behind the text', (sections) => raise(sections.end, sections.first[20] - 1)],
  ]);
  describeDamage('passages.bin', 'passage-length', [
    [
      'a passage holds a term more, another one less',
      ({ length }) => {
        length[10]++;
        length[11]--;
      },
    ],
    [
      'so in the second shard',
      ({ length }) => {
        length[300]++;
        length[301]--;
      },
    ],
  ]);
  describeDamage('passages.bin', 'title-length', [['a title where there is none', ({ title }) => title.fill(1, 2, 3)]]);

  describeDamage('links.bin', 'link-count', [
    ['a link more', (sections) => replace(sections, 'out', [...sections.out, 1])],
    ['the links begin later', (sections) => sections['out.start'].fill(1, 0, 1)],
    ['the links end later', (sections) => raise(sections['out.start'], DOCUMENTS)],
  ]);
  describeDamage('links.bin', 'link-outgoing', [
    ['a link leads elsewhere', ({ out }) => out.fill(200, 3, 4)],
    ['a link leads outside', ({ out }) => out.fill(DOCUMENTS, 3, 4)],
    ['two links are exchanged', ({ out }) => out.set([out[1], out[0]])],
    ['a link belongs to the document before', (sections) => raise(sections['out.start'], 2)],
  ]);
  describeDamage('links.bin', 'link-incoming', [
    ['a source is another', (sections) => sections.in.fill(7, 0, 1)],
    ['a link comes to another document', (sections) => raise(sections['in.start'], 2)],
    ['a source more', (sections) => replace(sections, 'in', [...sections.in, 1])],
  ]);

  describeDamage('blocks.bin', 'block', [
    ['the first block begins later', ({ first }) => first.fill(1, 0, 1)],
    ['a block is empty', addEmptyBlock],
    ['a block ends before it begins', ({ first }) => first.fill(DOCUMENTS + 1, 1, 2)],
    ['the blocks lack the last document', ({ first }) => first.fill(DOCUMENTS - 1, first.length - 1)],
    ['the blocks have a document more', ({ first }) => first.fill(DOCUMENTS + 1, first.length - 1)],
    ['a block begins before the file', ({ offset }) => offset.fill(-8, 0, 1)],
    ['a block begins where the file does', ({ offset }) => offset.fill(0, 0, 1)],
    ['a block begins between two bytes', ({ offset }) => offset.fill(8.5, 0, 1)],
    ['the last block reaches to the end of the file', reachToEnd],
  ]);

  describeDamage('ids.bin', 'document-id', [
    ['an id reads otherwise', (sections) => raise(sections['id.bytes'], sections['id.bytes'].length - 1)],
    ['an id more', (sections) => addString(sections, 'id', 'another')],
  ]);
  describeDamage('urls.bin', 'document-url', [
    ['an address reads otherwise', (sections) => raise(sections['url.bytes'], 1)],
    ['an address leads to the second that has it', (sections) => moveUrl(sections, 6, 8)],
    [
      'an address that is an alias',
      (sections) => {
        sections.alias = sections.document.slice(-1);
        sections.document = sections.document.slice(0, -1);
      },
    ],
    [
      'an address of no document',
      (sections) => {
        addString(sections, 'url', 'nobody');
        replace(sections, 'document', [...sections.document, 0]);
      },
    ],
  ]);
  describeDamage('attributes.bin', 'document-attribute', [
    ['another date', ({ date }) => raise(date, 0)],
    ['a date where there is none', ({ date }) => raise(date, 1)],
    ['another site', ({ site }) => site.set([site[2]])],
    ['a site where there is none', ({ site }) => raise(site, 9)],
    ['another language', ({ language }) => language.set([language[5]])],
    ['a language where there is none', ({ language }) => raise(language, 1)],
    [
      'a site that is named otherwise, and so given to no document',
      (sections) => {
        sections['site.bytes'].fill(1, 0, 1);
        const { site } = sections;
        for (const [document, ordinal] of site.entries()) if (ordinal === 1) site[document] = 0;
      },
    ],
  ]);
});

function raise(array: { [at: number]: number }, at: number): void {
  array[at]++;
}

function replace(sections: Sections, name: string, values: readonly number[]): void {
  sections[name] = Uint32Array.from(values);
}

/** Adds a string to a table of strings, found like the others. */
function addString(sections: Sections, prefix: string, text: string): void {
  const bytes = Uint8Array.from([...sections[`${prefix}.bytes`], ...Buffer.from(text)]);
  const offsets = Uint32Array.from([...sections[`${prefix}.offsets`], bytes.length]);
  sections[`${prefix}.bytes`] = bytes;
  sections[`${prefix}.offsets`] = offsets;
  sections[`${prefix}.slots`] = makeSlots(offsets, bytes);
}

function moveUrl({ document }: Sections, from: number, to: number): void {
  document[document.indexOf(from)] = to;
}

/** A second block of the same place, of which the first holds no document. */
function addEmptyBlock(sections: Sections): void {
  for (const [name, array] of Object.entries(sections)) {
    const values = [...array];
    values.splice(1, 0, values[1]);
    sections[name] = (array.constructor as Uint32ArrayConstructor).from(values);
  }
}

function reachToEnd(sections: Sections): void {
  const last = sections.offset.length - 1;
  const { files } = openIndex(sound).manifest;
  const bytes = files.find(({ name }) => name === 'documents.arrow')?.bytes ?? 0;
  sections.body[last] = bytes - sections.offset[last] - sections.metadata[last];
}

describe('the check of an index whose manifest says otherwise', () => {
  it.each([
    ['token-count', raised('tokens')],
    ['posting-count', raised('postings')],
    ['term-count', raised('terms')],
    ['link-count', raised('links')],
    ['golden-moved', ({ golden }: Manifest) => ({ golden: golden.map((each) => ({ ...each, hits: [] })) })],
    ['golden-moved', ({ golden }: Manifest) => ({ golden: golden.map((each) => ({ ...each, query: 'gone' })) })],
    [
      'encoder-differs',
      ({ probes }: Manifest) => ({ probes: [...probes.slice(1), { ...probes[0], vector: probes[1].vector }] }),
    ],
  ] as const)('finds %s alone', async (kind, manifest) => {
    expect(await findKinds({ manifest })).toEqual([kind]);
  });

  it('names each golden query that moved', async () => {
    const manifest = ({ golden }: Manifest) => ({
      golden: golden.map((each, i) => (i === 4 ? { ...each, hits: each.hits.toReversed() } : each)),
    });
    const { moved, findings, golden } = await checkIndex(
      openIndex(damageIndex(sound, { manifest }), { checksBounds: false }),
    );
    expect(moved).toHaveLength(1);
    expect(golden).toBe(36);
    expect(findings).toEqual([
      { kind: 'golden-moved', message: `golden query ${JSON.stringify(moved?.[0].query)} (bm25) ranks differently` },
    ]);
  });

  it('asks no golden query of an unsound structure', async () => {
    const manifest = raised('tokens');
    const { moved } = await checkIndex(openIndex(damageIndex(sound, { manifest }), { checksBounds: false }), {
      openSearcher: () => Promise.reject(new TypeError('asked')),
    });
    expect(moved).toBeNull();
  });
});

describe('links both ways', () => {
  it('are found wrong where both directions agree on what no document lists', async () => {
    const change = (sections: Sections) => {
      sections.out[3] = 200;
      const graph = LinkGraph.fromOutgoing(sections['out.start'] as Uint32Array, sections.out as Uint32Array);
      Object.assign(sections, graph.sections());
    };
    expect(await findKinds({ file: 'links.bin', change })).toEqual(['link-outgoing']);
  });
});
