import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeTar, makeZip } from '../support/archives.ts';
import { hashTree, runProgram } from '../support/program.ts';
import { writeFolder, writeInput } from '../support/read-collection.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { httpResponse, warcRecord } from '../support/web-archive.ts';

const WARC = Buffer.concat([
  warcRecord(httpResponse('<title>Fjord</title><p>A fjord is narrow.'), { url: 'http://a.example/fjord' }),
  warcRecord(httpResponse('gone', {}, '404 Not Found'), { url: 'http://a.example/gone' }),
  warcRecord('no HTTP', { url: 'http://a.example/broken' }),
  warcRecord(httpResponse('<title>Glacier</title><p>A glacier is slow.'), { url: 'http://a.example/glacier' }),
]);

function build(input: string, ...flags: string[]) {
  const out = join(temporaryFolder(), 'ix');
  const ran = runProgram(['index', input, '--out', out, '--name', 'x', '--json', '--quiet', ...flags]);
  return { ...ran, out, result: ran.code === 0 ? JSON.parse(ran.out) : null };
}

describe('an index of archives', () => {
  const folder = () =>
    writeFolder({
      'a.warc.gz': gzipSync(WARC),
      'b.zip': makeZip([
        { name: 'inner.tar.gz', content: gzipSync(makeTar([{ name: 'x.md', content: '# Deep\n\ntext' }])) },
        { name: '../up.md', content: 'never' },
      ]),
    });

  it('holds what is in them, says what it left out and what it passed over, and writes nothing beside it', () => {
    const input = folder();
    const { result, err } = build(input, '--on-error', 'skip');
    expect(result).toMatchObject({
      counts: { documents: 3 },
      skipped: 2,
      kinds: { passed: [{ what: 'status 404', records: 1 }] },
    });
    expect(err).toContain('RECORD_BROKEN');
    expect(err).toContain('a.warc.gz record 3 holds no HTTP response');
    expect(err).toContain('ENTRY_NAME_UNSAFE');
    expect(readdirSync(input)).toEqual(['a.warc.gz', 'b.zip']);
  });

  it('is the same for any number of threads', () => {
    const [one, two] = ['1', '2'].map((threads) => build(folder(), '--on-error', 'skip', '--threads', threads));
    expect(hashTree(one.out)).toEqual(hashTree(two.out));
  });

  it('is none where nothing is left, and then it says why', () => {
    const input = writeInput('a.warc', Buffer.concat([warcRecord('no HTTP'), warcRecord('', { type: 'request' })]));
    const { code, err } = build(input, '--on-error', 'skip');
    expect(code).toBe(2);
    expect(err).toContain('left out first: ');
    expect(err).toContain('record 1 holds no HTTP response');
    expect(err).toContain('1 records are no pages, most of them: request record');
    expect(err).toContain('INPUT_EMPTY');
  });

  it('is stopped at a broken record unless told otherwise', () => {
    const { code, err } = build(writeInput('a.warc', WARC));
    expect(code).toBe(1);
    expect(err).toContain('RECORD_BROKEN');
  });
});
