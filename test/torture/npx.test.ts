import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { run } from '../support/package-folder.ts';
import { ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** As npm installs it for whoever has nothing but Node: from a registry, which a machine without a network has not. */
it('npx stillweb in an empty folder serves the sample', async () => {
  const folder = temporaryFolder();
  const archive = run(
    'npm',
    ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder, ROOT],
    folder,
  ).trim();
  run('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', `./${archive}`], folder);
  const server = spawn(
    'npx',
    ['--no-install', 'stillweb', 'serve', '--sample', '--port', '0', '--json', '--log', 'off'],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    },
  );
  try {
    const ready = await new Promise<{ url: string; indexes: { name: string }[] }>((resolve, reject) => {
      createInterface(server.stdout).on('line', (line) => resolve(JSON.parse(line)));
      server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    });
    expect(ready.indexes).toMatchObject([{ name: 'handbook' }]);
    const answer = await fetch(`${ready.url}/v1/search?query=posting+list&k=1`);
    expect((await answer.json()) as object).toMatchObject({ hits: [{ id: 'posting-list.md' }] });
    expect((await (await fetch(ready.url)).text()).toLowerCase()).toContain('<!doctype html>');
    expect(
      run('npx', ['--no-install', 'stillweb', 'search', 'data/handbook', 'posting list', '--k', '1'], folder),
    ).toContain('Posting list');
  } finally {
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM');
  }
});
