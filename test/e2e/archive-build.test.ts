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

  it('keeps the first of two captures in files that were named, and names the second, unless it is to stop', () => {
    const input = writeFolder({ 'a.warc': WARC.subarray(0, WARC.indexOf('WARC/1.0', 9)), 'b.warc.gz': gzipSync(WARC) });
    const [first, second] = ['a.warc', 'b.warc.gz'].map((name) => join(input, name));
    const out = join(temporaryFolder(), 'ix');
    const twice = ['index', first, first, '--out', out, '--quiet'];
    const ran = runProgram(twice);
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('a.warc record 1 has the id "http://a.example/fjord", which was given before');
    expect(ran.out).toContain('1 record was left out: 1 DUPLICATE_ID.');
    expect(runProgram([...twice, '--on-error', 'stop']).err).toContain('DUPLICATE_ID');
    // What is broken still ends a build where the file was named.
    expect(runProgram(['index', first, second, '--out', out, '--quiet']).err).toContain('RECORD_BROKEN');
  });

  it('is the same for any number of threads', () => {
    const [one, two] = ['1', '2'].map((threads) => build(folder(), '--on-error', 'skip', '--threads', threads));
    // What is remembered beside a generation says where its inputs lay, which is another folder for each.
    const generations = [one, two].map(({ out }) => hashTree(join(out, 'generations')));
    expect(generations[0]).toEqual(generations[1]);
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
