import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DIST = pathToFileURL(join(ROOT, 'dist')).href;
const NOTING = pathToFileURL(join(ROOT, 'dist', 'test', 'support', 'note-loaded-files.js')).href;

describe('the modules of a program', () => {
  let folder: string;
  let built: string[];
  let searched: string[];
  beforeAll(() => {
    folder = temporaryFolder();
    const index = join(folder, 'index');
    const pages = join(ROOT, 'corpus', 'handbook', 'articles');
    built = filesOf('index', pages, '--out', index, '--encoder', 'none', '--quiet');
    searched = filesOf('search', index, 'tide');
  });

  /** Addresses of the files that a program loads, in all its threads, a line each, and what it says beside its output. */
  const loadedBy = (program: string, ...arguments_: readonly string[]): { loaded: string; stderr: string } => {
    const told = join(mkdtempSync(join(folder, 'told-')), 'files.txt');
    const { status, stderr } = spawnSync(process.execPath, ['--import', NOTING, program, ...arguments_], {
      env: { ...process.env, LOADED_FILES: told },
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, expect.anything()]);
    return { loaded: readFileSync(told, 'utf8'), stderr };
  };

  /** Of ours, that a call loads: paths below dist/. */
  const filesOf = (...arguments_: readonly string[]): string[] => {
    const { loaded } = loadedBy(join(ROOT, 'dist', 'src', 'cli', 'main.js'), ...arguments_);
    const urls = loaded.split('\n');
    return urls.filter((url) => url.startsWith(DIST) && url !== NOTING).map((url) => url.slice(DIST.length + 1));
  };

  it('are few files for a search, and none of them a thing of builds or servers alone', () => {
    expect(searched.length).toBeGreaterThan(0);
    expect(searched.length).toBeLessThan(60);
    const joined = searched.filter((file) => file.startsWith('src/joined/'));
    expect(joined.toSorted()).toEqual(['src/joined/commands.js', 'src/joined/core.js']);
  });

  it('are few files for a build, with all its threads', () => {
    expect(built).toContain('src/joined/index.js');
    expect(built.length).toBeLessThan(200);
  });

  it('are for a thread that opens or searches none of what speaks HTTP', () => {
    const files = ['src/serving/open-worker.js', 'src/dialects/dialects.js', 'src/experiment/treatments.js'];
    const thread = join(folder, 'thread.mjs');
    writeFileSync(
      thread,
      `import { isMainThread, Worker } from 'node:worker_threads';
      const files = ${JSON.stringify(files.map((file) => `${DIST}/${file}`))};
      if (isMainThread) new Worker(new URL(import.meta.url), { workerData: { modules: [] } });
      else for (const file of files) await import(file);`,
    );
    const { loaded, stderr } = loadedBy(thread);
    expect(stderr).toBe('');
    expect(loaded).toContain('dialects.js');
    expect(loaded).not.toMatch(/fastify|prom-client|commander|joined\/serve\.js/);
  });

  it('are none that a browser loads: a joined file imports modules of Node', () => {
    const program = join(folder, 'browser.mjs');
    const files = ['src/client/index.js', 'test/support/gpu-cases.js'];
    writeFileSync(program, files.map((file) => `import '${DIST}/${file}';\n`).join(''));
    const { loaded } = loadedBy(program);
    expect(loaded).toContain('src/kernel/gpu/scanner.js');
    expect(loaded).not.toMatch(/joined|node:/);
  });

  it('are one copy, by whatever path they are imported', async () => {
    const [door, library] = await Promise.all([
      import(`${DIST}/src/errors.js`) as Promise<{ StillwebError: unknown }>,
      import(`${DIST}/src/index.js`) as Promise<{ StillwebError: unknown }>,
    ]);
    expect(door.StillwebError).toBe(library.StillwebError);
    expect(readFileSync(join(ROOT, 'dist', 'src', 'store', 'open.js'), 'utf8')).toContain('/joined/');
  });

  it('find the files beside them by their own address', () => {
    const addresses = /new URL\("([^"]+)", import\.meta\.url\)/g;
    const folder = join(ROOT, 'dist', 'src', 'joined');
    const text = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const found = [...text.matchAll(addresses)].map(([, path]) => path);
    expect(found).toContain('../worker-file.js');
    for (const path of found.filter((each) => each.endsWith('.js'))) {
      const source = join(ROOT, 'dist', 'src', 'joined', path).replace(/dist\/(.*)\.js$/, '$1.ts');
      expect(readFileSync(source, 'utf8')).toContain('import.meta.url');
    }
    expect(text).not.toMatch(/"(?:place|address) of /);
  });
});
