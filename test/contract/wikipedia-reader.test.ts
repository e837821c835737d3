import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/program.ts';
import { writeInput } from '../support/read-collection.ts';
import { fileReaderContract } from './file-reader.ts';

const FOLDER = join(ROOT, 'test', 'fixtures', 'wikipedia');
const NAME = 'northern-pages-articles';
const IDS = ['2', '4', '5', '6'];

const STORED: readonly (readonly [what: string, fixture: string, name: string])[] = [
  ['as it is', `${NAME}.xml`, `${NAME}.xml`],
  ['in bzip2', `${NAME}.xml.bz2`, `${NAME}.xml.bz2`],
  ['in bzip2 of many streams', `${NAME}-multistream.xml.bz2`, `${NAME}-multistream.xml.bz2`],
  ['in a part as Wikipedia names them', `${NAME}.xml.bz2`, 'enwiki-20260101-pages-articles1.xml-p1p41242.bz2'],
  ['under a name that does not tell', `${NAME}.xml`, 'dump.xml'],
];

for (const [what, fixture, name] of STORED) {
  fileReaderContract(`a dump of a wiki ${what}`, () => ({
    path: writeInput(name, readFileSync(join(FOLDER, fixture))),
    format: 'wikipedia',
    ids: IDS,
  }));
}

fileReaderContract('a dump of the search index of a wiki', () => ({
  path: writeInput(
    'northwiki-cirrussearch-content.json',
    readFileSync(join(FOLDER, 'northwiki-cirrussearch-content.json')),
  ),
  format: 'cirrus',
  ids: ['2', '4'],
}));
