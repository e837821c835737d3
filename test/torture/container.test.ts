import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { buildIndex } from '../../src/library/build-index.ts';
import { buildInFolder, inRoot, readContainerFile } from '../support/container-file.ts';
import { EXAMPLES } from '../support/deployment.ts';
import { run } from '../support/package-folder.ts';
import { ARTICLES, ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Whoever is nobody: what the file calls node need not be a user of this machine. */
const NOBODY = 65534;
const TOKEN = 'a-token-that-nobody-would-guess-here';

/** The dependencies come from a registry, which a machine without a network has not. */
it('a container does what its file says, as a user who may write nothing', async () => {
  const context = temporaryFolder();
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', context, ROOT], context);
  const instructions = readContainerFile(readFileSync(join(EXAMPLES, 'Containerfile'), 'utf8'));
  const image = buildInFolder(instructions, context, temporaryFolder());
  expect(image.user).not.toBe('root');
  const [, directory] = image.command;
  await buildIndex({ inputs: [ARTICLES], directory: inRoot(directory, image.root), encoder: 'none' });
  const token = inRoot(image.command[image.command.indexOf('--token-file') + 1], image.root);
  writeFileSync(token, `${TOKEN}\n`);
  // As a secret of compose is: its owner alone reads it.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) run('chown', [String(NOBODY), token], context);
  chmodSync(token, 0o400);
  const words = [...image.entrypoint, ...image.command.map((word) => inRoot(word, image.root))];
  const server = spawn(words[0], [...words.slice(1), '--port', '0', '--json', '--log', 'off'], {
    env: image.environment,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  });
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  try {
    const { url } = await new Promise<{ url: string }>((resolve, reject) => {
      createInterface(server.stdout!).on('line', (line) => resolve(JSON.parse(line)));
      void ended.then((code) => reject(new Error(`the server ended with ${code}`)));
    });
    const { port } = new URL(url);
    const here = `http://127.0.0.1:${port}`;
    expect((await fetch(`${here}/healthz`)).status).toBe(200);
    expect((await fetch(`${here}/v1/search?query=posting+list`)).status).toBe(401);
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(`${here}/v1/search?query=posting+list&k=1`, { headers });
    expect((await answer.json()) as object).toMatchObject({ hits: [{ id: 'posting-list.md' }] });
  } finally {
    server.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
}, 600_000);
