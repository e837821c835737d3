/** What a Containerfile says, and its instructions carried out in a folder in the place of a root, where no builder of images is. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Instruction {
  readonly name: string;
  readonly words: string;
}

/** Lines that end in a backslash go on; comments are passed over. */
export function readContainerFile(text: string): Instruction[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, words] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`no instruction: ${line}`);
      return { name, words };
    });
}

/** What an image built so starts, as whom. */
export interface BuiltImage {
  readonly root: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Carries out one instruction after the other. The image that it begins from is this machine, but for what is installed: the folder has a
 * place for that.
 *
 * @param context what is copied from
 * @param root empty; paths of the file are below it
 * @throws Error for an instruction that it does not know, and for a command that fails
 */
export function buildInFolder(instructions: readonly Instruction[], context: string, root: string): BuiltImage {
  for (const folder of ['tmp', 'usr/local', 'home', 'srv/stillweb', 'run/secrets']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  chmodSync(root, 0o755);
  const environment = {
    PATH: `${join(root, 'usr/local/bin')}:${process.env.PATH}`,
    HOME: join(root, 'home'),
    npm_config_prefix: join(root, 'usr/local'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    // Where packages come from is said by the machine.
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => /^(npm_config_|https?_proxy|NODE_EXTRA)/i.test(name)),
    ),
  };
  let image: BuiltImage = { root, user: 'root', entrypoint: [], command: [], environment };
  for (const { name, words } of instructions) {
    switch (name) {
      case 'FROM':
      case 'EXPOSE':
        break;
      case 'COPY': {
        const [target, ...patterns] = words.split(/\s+/).reverse();
        const files = patterns.flatMap((pattern) => filesOf(context, pattern));
        if (files.length === 0) throw new Error(`nothing to copy: ${words}`);
        for (const file of files) cpSync(join(context, file), join(root, target, basename(file)));
        break;
      }
      case 'RUN':
        run(inRoot(words, root), environment);
        break;
      case 'USER':
        image = { ...image, user: words };
        break;
      case 'ENTRYPOINT':
        image = { ...image, entrypoint: JSON.parse(words) };
        break;
      case 'CMD':
        image = { ...image, command: JSON.parse(words) };
        break;
      default:
        throw new Error(`an instruction that is not known: ${name}`);
    }
  }
  return image;
}

/** Words of a command with their absolute paths below the root. */
export function inRoot(words: string, root: string): string {
  return words.replace(/(^|[\s"'=])\/(?=\w)/g, `$1${root}/`);
}

function filesOf(context: string, pattern: string): string[] {
  const form = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  return readdirSync(context).filter((file) => form.test(file));
}

function run(command: string, environment: NodeJS.ProcessEnv): void {
  const { status, stderr } = spawnSync('sh', ['-ec', command], { env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
}
