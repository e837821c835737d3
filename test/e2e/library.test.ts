import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderWithPackage, run } from '../support/package-folder.ts';
import { ROOT } from '../support/program.ts';

const PROGRAM = join(ROOT, 'test', 'library', 'program.ts');
const COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

describe('a program that has the package, and nothing else of this repository', () => {
  let folder: string;
  beforeAll(() => {
    folder = folderWithPackage();
    cpSync(PROGRAM, join(folder, 'program.ts'));
  });

  it('is sound in strict TypeScript, declarations of the package included, and builds, searches and serves', () => {
    const options = [
      '--strict',
      '--target',
      'es2023',
      '--module',
      'nodenext',
      '--types',
      'node',
      '--skipLibCheck',
      'false',
    ];
    run(process.execPath, [COMPILER, ...options, 'program.ts'], folder);
    const lines = run(process.execPath, ['program.js'], folder).trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^2 documents, index [0-9a-f]{32}$/),
      '1 tides.md Tides',
      '',
      'The moon pulls the sea, and twice a day the water rises.',
      '63',
      'kelp: kelp.md, moon: tides.md',
      'INVALID_REQUEST k',
      '3 documents, another index: true',
      '200 true',
    ]);
  });

  it('ends by itself when it has searched, also when it closes nothing', () => {
    writeFileSync(
      join(folder, 'short.js'),
      `import { buildIndex, openIndex, search } from 'stillweb';
await buildIndex({ inputs: ['docs'], directory: 'short' });
const index = await openIndex('short');
const { hits } = await search(index, 'what does the moon do to the sea');
console.log(hits[0].title);`,
    );
    expect(run(process.execPath, ['short.js'], folder)).toBe('Tides\n');
  });

  it('reaches what is not promised by its subpath, and nothing beside that', () => {
    writeFileSync(
      join(folder, 'inside.js'),
      `import { MAX_K } from 'stillweb/internals/limits';
const refused = await import('stillweb/dist/src/limits.js').catch(({ code }) => code);
console.log(MAX_K, refused);`,
    );
    expect(run(process.execPath, ['inside.js'], folder)).toBe('10000 ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });
});

it('the program of the documentation is the one that is tried', () => {
  const page = readFileSync(join(ROOT, 'docs', 'library.md'), 'utf8');
  expect(page).toContain(`\`\`\`ts\n${readFileSync(PROGRAM, 'utf8')}\`\`\`\n`);
});
