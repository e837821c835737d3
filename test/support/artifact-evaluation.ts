import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { hashTree, type Outcome, PROGRAM, ROOT } from './program.ts';

/** The commands of docs/artifact-evaluation.md, run as they stand there. */

const PAGE = join(ROOT, 'docs', 'artifact-evaluation.md');
export const EXPECTED_HASHES = join(ROOT, 'examples', 'evidence', 'expected.sha256');
const TOOLS = ['bash', 'curl', 'python3', 'sha256sum'];
/** What the commands need beside Node and is not here. */
export const missingTools = TOOLS.filter((tool) => spawnSync(tool, ['--version']).status !== 0);

/** The blocks of shell of the ten minutes, by the headings that they stand below. */
export function readBlocks(): Map<string, string> {
  const section = /^## Ten minutes\n(.*?)^## /ms.exec(readFileSync(PAGE, 'utf8'))?.[1] ?? '';
  const parts = section.split(/^### /m).slice(1);
  return new Map(
    parts.map((part) => {
      const blocks = [...part.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block);
      return [part.slice(0, part.indexOf('\n')), blocks.join('')];
    }),
  );
}

/** A port that nobody listens to at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A reviewer's folder in which the program of this repository is installed. */
export class ReviewerFolder {
  readonly path: string;
  readonly #tools: string;
  readonly #port: number;

  private constructor(path: string, port: number) {
    this.path = path;
    this.#port = port;
    this.#tools = join(path, 'tools');
    mkdirSync(this.#tools);
    mkdirSync(join(this.path, 'node_modules'));
    symlinkSync(ROOT, join(this.path, 'node_modules', 'stillweb'));
    const bin = join(this.path, 'node_modules', '.bin');
    mkdirSync(bin);
    const start = `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`;
    writeFileSync(join(bin, 'stillweb'), start, { mode: 0o755 });
    // npx would look for what a package installs as a program, and this one is linked.
    writeFileSync(join(this.#tools, 'npx'), start.replace('exec', 'shift\nexec'), { mode: 0o755 });
  }

  /** @param path an empty folder */
  static async make(path: string): Promise<ReviewerFolder> {
    return new ReviewerFolder(path, await freePort());
  }

  /** Runs a block of the page; it ends with the first command that fails. */
  run(block: string): Outcome {
    const PATH = `${this.#tools}${delimiter}${process.env.PATH}`;
    const options = { cwd: this.path, env: { ...process.env, PATH }, encoding: 'utf8', timeout: 100_000 } as const;
    const ran = spawnSync('bash', ['-euo', 'pipefail', '-c', block.replaceAll('7080', String(this.#port))], options);
    return { code: ran.status, out: ran.stdout, err: ran.stderr };
  }

  /** The manifest and the files of the index, and the answers: lines as sha256sum writes and reads them. */
  hashes(): string {
    const lines = ['answers', 'data/handbook/generations'].flatMap((folder) =>
      Object.entries(hashTree(join(this.path, folder))).map(([path, hash]) => `${hash}  ${folder}/${path}\n`),
    );
    return lines.join('');
  }
}

/** The hashes that a reviewer is to find. @param path an empty folder */
export async function recordExpectedHashes(path: string): Promise<string> {
  const folder = await ReviewerFolder.make(path);
  const blocks = readBlocks();
  for (const heading of ['Build and check', 'Record a session']) {
    const { code, err } = folder.run(blocks.get(heading) ?? 'false');
    if (code !== 0) throw new Error(`${heading}: ${err}`);
  }
  return folder.hashes();
}
