import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Citation, writeCitation } from '../../../src/store/citation.ts';

const plain: Citation = {
  name: 'mine',
  software: 'stillweb 0.1.0',
  id: '0123456789abcdef0123456789abcdef',
  generation: '0123456789abcdef-0123456789abcdef',
  documents: 12,
  swhid: 'swh:1:dir:94a9ed024d3859793618152ea559a168bbcbb5e2',
};
const said: Citation = {
  ...plain,
  title: 'Mine & {yours}: 100 % of "it"\nall',
  version: '2.1_b',
  creators: ['A & B', 'The C'],
  published: '2007-05-01',
  licence: 'CC-BY-4.0',
  licenceUrl: 'https://example.org/by',
  source: 'https://example.org/mine',
};

describe('a citation', () => {
  it('is a line, which says what was said of the collection', () => {
    expect(writeCitation(plain, 'text')).toBe(
      `mine, an index of 12 documents by stillweb 0.1.0. Index id ${plain.id}. ${plain.swhid}`,
    );
    expect(writeCitation(said, 'text')).toBe(
      `Mine & {yours}: 100 % of "it" all (mine), version 2.1_b, an index of 12 documents by stillweb 0.1.0. Index id ${plain.id}. ${plain.swhid}. Licence CC-BY-4.0 (https://example.org/by). https://example.org/mine`,
    );
  });

  it('is an entry of BibTeX in which no sign of a title is one of TeX', () => {
    expect(writeCitation(said, 'bibtex').split('\n')).toEqual([
      '@misc{mine-01234567,',
      '  author = {{A \\& B} and {The C}},',
      '  title = {{Mine \\& \\{yours\\}: 100 \\% of "it" all}},',
      '  version = {2.1\\_b},',
      '  year = {2007},',
      '  url = {https://example.org/mine},',
      `  note = {Index of 12 documents by stillweb 0.1.0. Index id ${plain.id}. ${plain.swhid}. Licence CC-BY-4.0. https://example.org/by}`,
      '}',
    ]);
  });

  it('is a file of CFF that YAML reads', () => {
    expect(parse(writeCitation(said, 'cff'))).toEqual({
      'cff-version': '1.2.0',
      message: 'If you use this index, please cite it as below.',
      type: 'dataset',
      title: said.title,
      authors: [{ name: 'A & B' }, { name: 'The C' }],
      version: '2.1_b',
      'date-released': '2007-05-01',
      license: 'CC-BY-4.0',
      'license-url': 'https://example.org/by',
      url: 'https://example.org/mine',
      abstract: 'Index of 12 documents by stillweb 0.1.0.',
      identifiers: [
        { type: 'swh', value: plain.swhid },
        { type: 'other', value: plain.id, description: 'index id' },
      ],
    });
  });

  it('takes a licence that is no identifier for words, and the program for the author where nobody is named', () => {
    const cff = parse(writeCitation({ ...plain, licence: 'as the magazine says' }, 'cff'));
    expect(cff).toMatchObject({ authors: [{ name: 'stillweb 0.1.0' }], title: 'mine' });
    expect(cff.license).toBeUndefined();
    expect(cff.abstract).toContain('Licence: as the magazine says');
  });
});
