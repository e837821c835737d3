import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServerProcess, startProcess } from '../support/http-process.ts';
import { folderWithPackage, run } from '../support/package-folder.ts';
import { PROGRAM, ROOT, runProgram } from '../support/program.ts';

const EXAMPLE = join(ROOT, 'test', 'library', 'client.ts');
const COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

let folder: string;
let server: ServerProcess;
beforeAll(async () => {
  folder = folderWithPackage();
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'docs/tides.md'), '# Tides\n\nThe moon pulls the sea, and twice a day the water rises.');
  writeFileSync(
    join(folder, 'docs/kelp.md'),
    '# Kelp\n\nKelp grows from the rock to the light, and bends with the tide.',
  );
  const built = runProgram(['index', 'docs', '--out', 'ix'], { cwd: folder });
  expect(built.code, built.err).toBe(0);
  server = await startProcess(PROGRAM, 'serve', join(folder, 'ix'), '--port', '0', '--json', '--log', 'off');
});
afterAll(async () => {
  server?.child.kill('SIGTERM');
  await server?.exited;
});

it('the example of the client is sound in strict TypeScript with the types of browsers alone, and runs', () => {
  const example = readFileSync(EXAMPLE, 'utf8').replaceAll('http://127.0.0.1:7080', server.url);
  writeFileSync(join(folder, 'client.ts'), example);
  const browser = ['--lib', 'es2023,dom,dom.asynciterable', '--types', ''];
  const options = ['--strict', '--target', 'es2023', '--module', 'nodenext', '--skipLibCheck', 'false', ...browser];
  run(process.execPath, [COMPILER, ...options, 'client.ts'], folder);
  const lines = run(process.execPath, ['client.js'], folder).trimEnd().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/^ix@[0-9a-f]{32} 0\.\d+ tides\.md: Tides$/),
    '',
    'The moon pulls the sea, and twice a day the water rises.',
    'kelp.md: Kelp',
    '',
    'Kelp grows from the rock to the light, and bends with the tide.',
    'Tides Tides',
    '',
    'The moon pulls the sea, and twice a day the water rises.',
    '{ from: 1, count: 3, total: 3 } Tides',
    '',
    'The moon pulls the sea, and twice a day the water rises.',
    'kelp: kelp.md, tides: tides.md',
    '1 tides.md#0',
    '2 kelp.md#0',
    expect.stringMatching(/^INVALID_REQUEST k correct the fields named in facts \S+$/),
  ]);
});

it('the example of the documentation is the one that is tried', () => {
  const page = readFileSync(join(ROOT, 'docs', 'clients.md'), 'utf8');
  expect(page).toContain(`\`\`\`ts\n${readFileSync(EXAMPLE, 'utf8')}\`\`\`\n`);
});
