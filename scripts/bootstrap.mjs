// Runs a task of package.json from a bare checkout: installs when node_modules is not what the lock file says, builds when
// dist is not what the sources say, then hands over. Plain Node, no dependency.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBuilt, isInstalled } from './freshness.mjs';

const OLDEST_NODE = [20, 19];
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const tasks = {
  start: async (args) => (await prepare()) || handOver('dist/scripts/start.js', args),
  test: async (args) => (await prepare()) || runTests('test/vitest.config.ts', args),
  'test:all': async (args) => (await prepare()) || runTests('test/vitest.all.config.ts', args),
  'test:clients': async (args) =>
    (await prepare()) || (await installClients()) || runTests('test/vitest.clients.config.ts', args),
  check,
  bench: async (args) => (await prepare()) || runNode('dist/scripts/bench/run.js', args),
  'bench:gpu': async (args) => (await prepare()) || runNode('dist/scripts/bench/gpu.js', args),
  'bench:queue': async (args) => (await prepare()) || runNode('dist/scripts/bench/queue.js', args),
  'bench:dialects': async (args) => (await prepare()) || runNode('dist/scripts/bench/dialects.js', args),
  'bench:growth': async (args) => (await prepare()) || runNode('dist/scripts/bench/growth.js', args),
  'bench:change': async (args) => (await prepare()) || runNode('dist/scripts/bench/change.js', args),
  'bench:cluster': async (args) => (await prepare()) || runNode('dist/scripts/bench/cluster.js', args),
  performance: async (args) => (await prepare()) || runNode('dist/scripts/bench/performance.js', args),
  quality: async (args) => (await prepare()) || runNode('dist/scripts/quality.js', args),
  follow: async (args) => (await prepare()) || runNode('dist/scripts/follow.js', args),
  'golden:update': async (args) => (await prepare()) || runNode('dist/scripts/golden-update.js', args),
  build: async () => (await install()) || build(),
};

const [name, ...args] = process.argv.slice(2);
process.exitCode = await main();

async function main() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    return fail(`needs Node ${OLDEST_NODE.join('.')} or later; this is ${process.version}. see https://nodejs.org`);
  }
  if (!Object.hasOwn(tasks, name ?? '')) {
    fail(
      `knows no task ${JSON.stringify(name ?? '')}. Usage: node scripts/bootstrap.mjs ${Object.keys(tasks).join('|')}`,
    );
    return 2;
  }
  return tasks[name](args);
}

// Each step resolves to an exit code: 0 lets the next one begin.

async function prepare() {
  return (await install()) || (isBuilt(root) ? 0 : build());
}

async function install() {
  if (isInstalled(root)) return 0;
  say('installing the packages of npm-shrinkwrap.json (npm ci)');
  const code = await npmCi(root);
  if (code === 0 || code > 128) return code;
  return fail(
    `could not install its packages: npm ci ended with ${code}; the lines above say why. It needs a package registry: ` +
      'without a network, bring node_modules from a machine of the same kind, made with the same npm-shrinkwrap.json',
  );
}

function npmCi(cwd) {
  const npm = process.env.npm_execpath;
  const isNpm = npm !== undefined && basename(npm).startsWith('npm-cli');
  return isNpm
    ? run(process.execPath, [npm, 'ci'], { cwd })
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci'], { cwd, shell: process.platform === 'win32' });
}

/** Without them their tests skip: a machine without a registry can still run the others. */
async function installClients() {
  const folder = join(root, 'node_modules', '.cache', 'stillweb-clients', 'javascript');
  const files = ['package.json', 'package-lock.json', '.npmrc'];
  const isFresh = files.every((file) => sameContents(join(root, 'test', 'clients', file), join(folder, file)));
  if (isFresh && existsSync(join(folder, 'node_modules', 'load.mjs'))) return 0;
  say('installing the packages of test/clients/package-lock.json (npm ci)');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(join(root, 'test', 'clients', file), join(folder, file));
  const code = await npmCi(folder);
  if (code > 128) return code;
  if (code === 0)
    writeFileSync(join(folder, 'node_modules', 'load.mjs'), 'export const load = (name) => import(name);\n');
  else {
    say(`could not install them: npm ci ended with ${code}. The tests of these clients will skip`);
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

function sameContents(one, other) {
  return existsSync(other) && readFileSync(one).equals(readFileSync(other));
}

async function build() {
  say('building dist');
  const code = await runNode('scripts/build.mjs', []);
  return code === 0 || code > 128 ? code : fail('could not be built; the lines above name file and line');
}

function runTests(config, args) {
  return runNode('node_modules/vitest/vitest.mjs', ['run', '--config', config, ...args]);
}

/** Goes through every check even when one fails, so that one run shows all there is to mend. */
async function check() {
  const installed = await install();
  if (installed !== 0) return installed;
  const types = await runNode('node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.']);
  // Biome colours its output whatever NO_COLOR says.
  const biome = process.stdout.isTTY && !process.env.NO_COLOR ? ['ci'] : ['ci', '--colors=off'];
  const style = await runNode('node_modules/@biomejs/biome/bin/biome', biome);
  const built = types !== 0 ? types : isBuilt(root) ? 0 : await build();
  const documents = built !== 0 ? built : await runNode('dist/scripts/check-docs.js', []);
  const verdict = (code) => (code === 0 ? 'good' : 'faults');
  say(`types: ${verdict(types)}`);
  say(`format and lint: ${verdict(style)}`);
  say(`documents: ${built === 0 ? verdict(documents) : 'not checked, since dist cannot be built'}`);
  return types || style || documents;
}

function runNode(script, args) {
  if (!existsSync(join(root, script))) return fail(`cannot run ${script}: there is no such file`);
  return run(process.execPath, [join(root, script), ...args]);
}

/** Runs a server in this very process: no parent to hold memory, and nothing between it and its signals. */
async function handOver(script, args) {
  if (!existsSync(join(root, script))) return fail(`cannot run ${script}: there is no such file`);
  process.argv = [process.execPath, join(root, script), ...args];
  await import(pathToFileURL(join(root, script)).href);
  return process.exitCode ?? 0;
}

/** Runs a program to its end, passing signals on; resolves to its exit code, or 128 + the signal that ended it. */
function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', cwd: root, ...options });
    const forward = (signal) => {
      // A terminal sends Ctrl-C to the child as well; a second one would make it stop without cleaning up.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const finish = (code) => {
      for (const signal of signals) process.off(signal, forward);
      resolve(code);
    };
    child.once('error', (error) => finish(fail(`cannot run ${program}: ${error.message}`)));
    child.once('exit', (code, signal) => finish(code ?? 128 + constants.signals[signal]));
  });
}

function say(sentence) {
  process.stderr.write(`stillweb: ${sentence}\n`);
}

function fail(sentence) {
  process.stderr.write(`stillweb ${sentence}.\n`);
  return 1;
}
