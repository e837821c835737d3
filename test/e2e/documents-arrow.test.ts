import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decompress, init } from '@bokuweb/zstd-wasm';
import { CompressionType, compressionRegistry, tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { TEXT_FORMS } from '../../src/format/documents.ts';
import { readManifest } from '../../src/store/open.ts';
import { ARTICLES, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const READ_WITH_PYARROW = `
import json, sys, pyarrow.ipc
table = pyarrow.ipc.open_file(sys.argv[1]).read_all()
table.validate(full=True)
print(json.dumps({"rows": table.num_rows, "names": table.schema.names, "ids": table["id"].to_pylist(), "characters": sum(len(t.encode("utf-16-le")) // 2 for t in table["text"].to_pylist()), "links": table["links"].to_pylist()[0]}))
`;
const hasPyarrow = spawnSync('python3', ['-c', 'import pyarrow']).status === 0;

describe.each(TEXT_FORMS)('documents.arrow of a real index with %s texts', (form) => {
  let path: string;
  beforeAll(async () => {
    const index = join(temporaryFolder(), 'handbook');
    const built = runProgram(['index', ARTICLES, '--out', index, '--texts', form, '--quiet']);
    expect(built.code, built.err).toBe(0);
    path = join(readManifest(index).folder, 'documents.arrow');
    await init();
    compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => decompress(bytes) });
  });

  it('is read whole by the reference library for JavaScript', () => {
    const table = tableFromIPC(readFileSync(path));
    const ids = [...(table.getChild('id') as Iterable<string>)];
    expect(ids).toEqual(readdirSync(ARTICLES).sort());
    expect(table.schema.fields.map(({ name }) => name)).toEqual([
      'id',
      'title',
      'text',
      'url',
      'date',
      'language',
      'links',
      'metadata',
    ]);
  });

  it.skipIf(!hasPyarrow)('is read and found valid by pyarrow (skipped where python3 has no pyarrow)', () => {
    const ran = spawnSync('python3', ['-c', READ_WITH_PYARROW, path], { encoding: 'utf8' });
    expect(ran.status, ran.stderr).toBe(0);
    const read = JSON.parse(ran.stdout) as { rows: number; ids: string[]; characters: number; links: string[] };
    const table = tableFromIPC(readFileSync(path));
    const texts = [...(table.getChild('text') as Iterable<string>)];
    expect(read.ids).toEqual([...(table.getChild('id') as Iterable<string>)]);
    expect(read.characters).toBe(texts.reduce((sum, text) => sum + text.length, 0));
    expect(read.links.length).toBeGreaterThan(1);
  });
});
