import type { Command } from 'commander';
import type { BuildOptions } from '../../indexer/build-options.ts';
import type { BuildSettings } from '../../indexer/build-settings.ts';
import type { CollectionChange } from '../../indexer/change/collection-change.ts';
import { StillwebError } from '../errors.ts';

/** What `stillweb index` is told of a change, by its flags. */
interface ChangeFlags {
  readonly add?: boolean;
  readonly update?: boolean;
  readonly sync?: boolean;
  readonly watch?: boolean;
  readonly remove?: readonly string[];
  readonly removeFile?: string;
  readonly recipe?: string;
  readonly inputs?: string;
}

const KINDS = ['add', 'update', 'sync'] as const;

export type AskedChange = Pick<CollectionChange, 'kind' | 'removed'>;

/**
 * The change that flags ask for; null where they ask for a build of the inputs alone.
 *
 * @throws StillwebError SETTING_INVALID where they contradict each other, INPUT_MISSING
 */
export async function readChange(
  inputs: readonly string[],
  flags: ChangeFlags,
  command: Command,
): Promise<AskedChange | null> {
  const { remove = [], removeFile, recipe } = flags;
  const removes = remove.length > 0 || removeFile !== undefined;
  const given = { ...flags, sync: flags.sync === true || flags.watch === true };
  const [kind, ...others] = KINDS.filter((each) => given[each] === true);
  if (others.length > 0) throw refused(`--${kind} and --${others[0]} exclude each other`, others[0]);
  if (recipe === undefined && flags.inputs !== undefined) {
    throw refused(
      '--inputs says where the inputs of a recipe are: give --recipe, or name the inputs themselves',
      'inputs',
    );
  }
  if (recipe !== undefined) {
    if (inputs.length > 0)
      throw refused('--recipe takes no inputs: it names them, and --inputs says where they are', 'recipe');
    if (kind !== undefined || removes) {
      throw refused(
        '--recipe builds a collection from nothing: leave --add, --update, --sync, --watch and --remove out',
        'recipe',
      );
    }
    return null;
  }
  if (inputs.length === 0 && (kind !== undefined || !removes))
    command.error("error: missing required argument 'input'");
  if (kind === 'sync' && removes) {
    throw refused('--sync takes no --remove: what is gone from the inputs goes from the index', 'remove');
  }
  if (kind === undefined && removes && inputs.length > 0) {
    throw refused('--remove takes no inputs unless --add or --update says what becomes of them', 'remove');
  }
  if (kind === undefined && !removes) return null;
  const listed = removeFile === undefined ? [] : await readIds(removeFile);
  return { kind: kind ?? 'add', removed: [...new Set([...remove, ...listed])] };
}

function refused(message: string, setting: string): StillwebError {
  return new StillwebError('SETTING_INVALID', message, { setting });
}

/** An id a line. @throws StillwebError INPUT_MISSING, INPUT_CORRUPT */
async function readIds(path: string): Promise<string[]> {
  const { readLines } = await import('../evaluation/text-lines.ts');
  return Array.from(await readLines(path, 'INPUT_CORRUPT'), ({ text }) => text);
}

/** What of the options shapes the index, and by which flag each is given. */
const SETTING_FLAGS = {
  engine: 'engine',
  ranking: 'ranking',
  analyzer: 'analyzer',
  passages: 'passages',
  encoder: 'encoder',
  texts: 'texts',
  postings: 'postings',
  graph: 'hnsw',
  html: 'html',
  originals: 'originals',
  typedFields: 'field',
  duplicates: 'duplicates',
  nearPercent: 'near',
  detectLanguage: 'detectLanguage',
  keepLanguages: 'keepLanguage',
} as const satisfies Record<Exclude<keyof BuildSettings, 'block'>, string>;

/** The build that a change is. Settings that nobody gave are those of the index. */
export async function settle(options: BuildOptions, change: AskedChange, command: Command): Promise<BuildOptions> {
  const { settleChange } = await import('../../indexer/change-index.ts');
  const isSetting = ([name]: [string, unknown]): boolean => Object.hasOwn(SETTING_FLAGS, name);
  const rest = Object.fromEntries(Object.entries(options).filter((entry) => !isSetting(entry)));
  const asked = Object.fromEntries(
    Object.entries(options).filter((entry) => {
      if (!isSetting(entry)) return false;
      const name = entry[0];
      const source = command.getOptionValueSource(SETTING_FLAGS[name as keyof typeof SETTING_FLAGS]);
      return source !== undefined && source !== 'default';
    }),
  ) as Partial<BuildSettings>;
  return await settleChange({ ...(rest as Omit<BuildOptions, keyof BuildSettings>), ...asked, ...change });
}
