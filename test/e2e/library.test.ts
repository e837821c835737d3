import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROGRAM = join(ROOT, 'test', 'library', 'program.ts');
const COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

/** A folder with nothing in it but the package, as npm packs it, and what the package depends on. */
function folderWithPackage(): string {
  const folder = temporaryFolder();
  const packed = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder, ROOT], folder);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'stillweb'), { recursive: true });
  run('tar', ['-xzf', packed.trim(), '-C', join(modules, 'stillweb'), '--strip-components', '1'], folder);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  return folder;
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  expect(status, `${command} ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

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
