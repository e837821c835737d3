import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// A checkout in small: the real scripts, and programs of a few lines in the place of npm, tsc, vitest and what joins modules.
const scripts = fileURLToPath(new URL('../../../scripts', import.meta.url));
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'checkout-'));
  for (const name of ['bootstrap.mjs', 'build.mjs', 'freshness.mjs', 'kernels.mjs']) {
    cpSync(join(scripts, name), join(root, 'scripts', name));
  }
  for (const folder of [
    'src/encoder/static-minilm',
    'src/intercept/shims/node',
    'src/intercept/shims/python',
    'src/page/assets',
    'indexer',
    'test',
  ])
    mkdirSync(join(root, folder), { recursive: true });
  write('src/encoder/static-minilm/vocab.txt', 'the');
  write('scripts/join-modules.mjs', 'export async function joinModules() {}');
  write('src/a.ts', '');
  write('tsconfig.json', '{}');
  write('package.json', '{"type":"module"}');
  lock({ 'node_modules/x': { version: '1.0.0', integrity: 'sha512-x' } });
  // npm ci: says so, and makes the installed state the locked one.
  write(
    'npm-cli.mjs',
    `import { cpSync, existsSync, mkdirSync } from 'node:fs';
     console.log('npm ' + process.argv.slice(2).join(' '));
     if (process.env.NO_NETWORK) process.exit(1);
     mkdirSync('node_modules', { recursive: true });
     const lock = existsSync('npm-shrinkwrap.json') ? 'npm-shrinkwrap.json' : 'package-lock.json';
     cpSync(lock, 'node_modules/.package-lock.json');`,
  );
  write(
    'node_modules/typescript/bin/tsc',
    `const { mkdirSync, existsSync, readdirSync, writeFileSync } = require('node:fs');
     console.log('tsc');
     mkdirSync('dist/src', { recursive: true });
     for (const name of readdirSync('src')) if (name.endsWith('.ts')) {
       writeFileSync('dist/src/' + name.replace(/ts$/, 'js'), '');
       writeFileSync('dist/src/' + name.replace(/ts$/, 'd.ts'), '');
     }
     if (existsSync('src/broken.ts')) process.exit(2);`,
  );
  write(
    'node_modules/assemblyscript/bin/asc.js',
    `const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
     const { argv } = process;
     appendFileSync('compiled.txt', argv[2] + '\\n');
     mkdirSync('dist/src/kernel', { recursive: true });
     writeFileSync(argv[argv.indexOf('--outFile') + 1], 'a kernel');`,
  );
  write('node_modules/assemblyscript/package.json', '{"type":"commonjs","version":"1.0.0"}');
  write('src/kernel/assembly/sums.ts', '');
  write('node_modules/typescript/package.json', '{"type":"commonjs"}');
  write('node_modules/vitest/vitest.mjs', "console.log('vitest ' + process.argv.slice(2).join(' ')); process.exit(7);");
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function lock(packages: Record<string, unknown>): void {
  write('npm-shrinkwrap.json', JSON.stringify({ packages: { '': { name: 'root' }, ...packages } }));
}

function begin(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [join(root, 'scripts', 'bootstrap.mjs'), ...args], {
    env: { PATH: process.env['PATH'], npm_execpath: join(root, 'npm-cli.mjs'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function end(child: ChildProcess): Promise<{ code: number | null; lines: string[]; errors: string }> {
  let output = '';
  let errors = '';
  child.stdout?.on('data', (data) => (output += data));
  child.stderr?.on('data', (data) => (errors += data));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, lines: output.trim().split('\n'), errors }));
  });
}

const bootstrap = (args: string[], env?: Record<string, string>) => end(begin(args, env));

describe('npm run test:clients', () => {
  const tests = 'vitest run --config test/vitest.clients.config.ts';
  beforeEach(() => {
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) write(`test/clients/${file}`, '{}');
  });

  it('installs the clients beside the packages of its own, and again when their lock changes', async () => {
    expect((await bootstrap(['test:clients'])).lines).toEqual(['npm ci', 'tsc', 'npm ci', tests]);
    expect((await bootstrap(['test:clients'])).lines).toEqual([tests]);
    write('test/clients/package-lock.json', '{"packages":{}}');
    expect((await bootstrap(['test:clients'])).lines).toEqual(['npm ci', tests]);
    expect(existsSync(join(root, 'test/clients/node_modules'))).toBe(false);
  });

  it('runs what needs no client when they cannot be installed, and says so', async () => {
    await bootstrap(['test']);
    const { lines, errors } = await bootstrap(['test:clients'], { NO_NETWORK: '1' });
    expect(lines).toEqual(['npm ci', tests]);
    expect(errors).toMatch(/npm ci ended with 1. The tests of these clients will skip/);
  });
});

describe('npm test', () => {
  it('installs and builds once, passes arguments on and returns the exit code of the tests', async () => {
    const first = await bootstrap(['test', '--', 'x y']);
    expect(first.lines).toEqual([
      'npm ci',
      'tsc',
      expect.stringMatching(/^vitest run --config test\/vitest.config.ts -- x y$/),
    ]);
    expect(first.code).toBe(7);
    expect((await bootstrap(['test'])).lines).toEqual(['vitest run --config test/vitest.config.ts']);
    expect((await bootstrap(['test:all'])).lines).toEqual(['vitest run --config test/vitest.all.config.ts']);
  });

  it('compiles the kernels again when one of their sources or what was made of them changed, and not else', async () => {
    const compiled = () => readFileSync(join(root, 'compiled.txt'), 'utf8').split('\n').length - 1;
    await bootstrap(['test']);
    const kernels = compiled();
    expect(kernels).toBeGreaterThan(1);
    write('src/b.ts', '');
    await bootstrap(['test']);
    expect(compiled()).toBe(kernels);
    write('src/kernel/assembly/sums.ts', '// changed');
    await bootstrap(['test']);
    expect(compiled()).toBe(kernels * 2);
    write('dist/src/kernel/hnsw.wasm', 'damaged');
    write('src/b.ts', '// changed');
    await bootstrap(['test']);
    expect(compiled()).toBe(kernels * 3);
  });

  it('builds again when a source is added, changed or removed, and leaves nothing compiled of what is gone', async () => {
    await bootstrap(['test']);
    write('src/b.ts', '');
    expect((await bootstrap(['test'])).lines[0]).toBe('tsc');
    write('src/b.ts', '// changed');
    expect((await bootstrap(['test'])).lines[0]).toBe('tsc');
    expect(existsSync(join(root, 'dist/src/b.js'))).toBe(true);
    rmSync(join(root, 'src/b.ts'));
    expect((await bootstrap(['test'])).lines[0]).toBe('tsc');
    expect(existsSync(join(root, 'dist/src/b.js'))).toBe(false);
    expect(existsSync(join(root, 'dist/src/a.js'))).toBe(true);
    expect((await bootstrap(['test'])).lines).toHaveLength(1);
  });

  it('never takes a failed build for a finished one', async () => {
    write('src/broken.ts', '');
    for (const attempt of [1, 2]) {
      const { code, lines, errors } = await bootstrap(['test']);
      expect(code, `attempt ${attempt}`).toBe(1);
      expect(lines.at(-1)).toBe('tsc');
      expect(errors).toContain('could not be built');
    }
  });

  it('installs again when the lock file names another version, and not for a missing optional package', async () => {
    await bootstrap(['test']);
    lock({
      'node_modules/x': { version: '1.0.0', integrity: 'sha512-x' },
      'node_modules/y': { version: '1.0.0', integrity: 'sha512-y', optional: true },
    });
    expect((await bootstrap(['test'])).lines).not.toContain('npm ci');
    lock({ 'node_modules/x': { version: '1.0.1', integrity: 'sha512-z' } });
    expect((await bootstrap(['test'])).lines[0]).toBe('npm ci');
    expect((await bootstrap(['test'])).lines).not.toContain('npm ci');
  });

  it('says what to do when packages cannot be installed', async () => {
    const { code, errors } = await bootstrap(['test'], { NO_NETWORK: '1' });
    expect(code).toBe(1);
    expect(errors).toMatch(/npm ci ended with 1.*without a network, bring node_modules/);
  });
});

describe('npm start', () => {
  it('hands its arguments to the server, whose exit code is the answer', async () => {
    write('dist/scripts/start.js', 'console.log(process.argv.slice(2).join()); process.exitCode = 3;');
    const { code, lines } = await bootstrap(['start', '--port', '0']);
    expect(lines.at(-1)).toBe('--port,0');
    expect(code).toBe(3);
  });

  it('lets the server hear a signal, once, and end in its own way', async () => {
    write(
      'dist/scripts/start.js',
      `let heard = 0;
       process.on('SIGTERM', () => { heard += 1; setTimeout(() => process.exit(40 + heard), 100); });
       setInterval(() => {}, 1000);
       console.log('up');`,
    );
    const child = begin(['start']);
    const ended = end(child);
    child.stdout?.on('data', (data) => String(data).includes('up') && child.kill('SIGTERM'));
    expect((await ended).code).toBe(41);
  });
});

describe('a task in a process of its own', () => {
  it('is sent the signals that npm is sent, and its exit code returned', async () => {
    write(
      'dist/scripts/bench/run.js',
      `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up');`,
    );
    const child = begin(['bench']);
    const ended = end(child);
    child.stdout?.on('data', (data) => String(data).includes('up') && child.kill('SIGTERM'));
    expect((await ended).code).toBe(9);
  });

  it('that a signal ends returns 128 and the signal', async () => {
    write('dist/scripts/golden-update.js', `process.kill(process.pid, 'SIGKILL');`);
    expect((await bootstrap(['golden:update'])).code).toBe(137);
  });

  it('that does not exist is named', async () => {
    const { code, errors } = await bootstrap(['bench']);
    expect(code).toBe(1);
    expect(errors).toContain('cannot run dist/scripts/bench/run.js');
  });
});

describe('npm run check', () => {
  it('goes through every check and fails when one does', async () => {
    write('node_modules/@biomejs/biome/bin/biome', "console.log('biome ' + process.argv[2]); process.exit(1);");
    write('dist/scripts/check-docs.js', "console.log('documents');");
    const { code, lines, errors } = await bootstrap(['check']);
    expect(lines).toEqual(['npm ci', 'tsc', 'biome ci', 'tsc', 'documents']);
    expect(errors).toMatch(/types: good\n.*format and lint: faults\n.*documents: good\n$/);
    expect(code).toBe(1);
  });
});

it('refuses an unknown task with the usage', async () => {
  const { code, errors } = await bootstrap(['deploy']);
  expect(code).toBe(2);
  expect(errors).toMatch(
    /no task "deploy". Usage: .*start\|test\|test:all\|test:clients\|check\|bench\|bench:gpu\|bench:queue\|bench:dialects\|bench:growth\|bench:change\|bench:cluster\|performance\|quality\|follow\|golden:update\|build/,
  );
});

it('refuses a Node that is too old, whatever the task', async () => {
  write('old.cjs', "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } });");
  const { code, lines, errors } = await bootstrap(['test'], { NODE_OPTIONS: `--require ${join(root, 'old.cjs')}` });
  expect(code).toBe(1);
  expect(lines).toEqual(['']);
  expect(errors).toContain('needs Node 20.19 or later');
});
