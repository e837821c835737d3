import type { Command, Option } from 'commander';
import { nearestName } from '../contract/nearest-name.ts';
import { StillwebError } from '../errors.ts';
import { INPUT_USES, type RecipeSettings } from '../format/collection-source.ts';
import { refuseConfined } from './confined-setting.ts';
import { isSetting, settingName, setValue } from './settings.ts';

/**
 * Settings of `stillweb index` that say where and how it is built, and who it is told to. All others shape the index: a recipe may have
 * them, and while one is followed they come from nowhere but the recipe and the command line.
 */
const OF_THE_MACHINE = new Set([
  ...['out', 'name', 'memory', 'threads', 'import', 'problems', 'dryRun', 'quiet', 'recipe', 'inputs', 'encoderDevice'],
  ...['title', 'licence', 'licenceUrl', 'source', 'collectionVersion'],
]);

function shapesIndex(option: Option): boolean {
  return isSetting(option) && !OF_THE_MACHINE.has(option.attributeName());
}

/**
 * Puts the settings of a recipe in the place of those of the environment and of a file of settings, so that nothing that happens to
 * be set shapes the index. A flag may fill in what the recipe leaves open, and must not contradict it.
 *
 * @param path of the recipe, for messages
 * @throws StillwebError RECIPE_INVALID for what no recipe sets, SETTING_INVALID for a value or a flag that contradicts
 */
export function applyRecipe(command: Command, settings: RecipeSettings, path: string): void {
  const shaping = command.options.filter(shapesIndex);
  refuseOthers(Object.keys(settings), shaping, path);
  for (const option of shaping) {
    const name = option.attributeName();
    const flag = command.getOptionValueSource(name) === 'cli' ? (command.getOptionValue(name) as unknown) : undefined;
    command.setOptionValueWithSource(name, option.defaultValue, 'default');
    const value = Object.hasOwn(settings, name) ? settings[name] : undefined;
    if (value !== undefined) {
      for (const each of typeof value === 'string' ? [value] : value) refuseOutside(name, each, path);
      setValue(command, option, value, 'recipe', `${path}, ${name}`);
      const told = command.getOptionValue(name) as unknown;
      if (flag !== undefined && JSON.stringify(flag) !== JSON.stringify(told))
        throw contradicts(option, told, flag, path);
    } else if (flag !== undefined) command.setOptionValueWithSource(name, flag, 'cli');
  }
}

function refuseOthers(names: readonly string[], shaping: readonly Option[], path: string): void {
  const known = shaping.map(settingName);
  const file = names.find((name) => (INPUT_USES as readonly string[]).includes(name));
  if (file !== undefined) {
    const message = `${path}: ${file} names a file; make it an input with "as": "${file}", so that its hash is compared`;
    throw new StillwebError('RECIPE_INVALID', message, { file: path, setting: file });
  }
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = nearestName(unknown, known);
  const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
  const message = `${path}: a recipe has no setting ${unknown}${hint}`;
  const facts = { file: path, setting: unknown, ...(meant !== null && { didYouMean: meant }) };
  throw new StillwebError('RECIPE_INVALID', message, facts);
}

/** Whoever wrote the recipe must not choose what is read elsewhere. */
function refuseOutside(name: string, value: string, path: string): void {
  const reason = refuseConfined(name, value);
  if (reason === null) return;
  const message = `${path}: ${name} ${reason}; leave it out of the recipe and give --${name} by hand`;
  throw new StillwebError('SETTING_INVALID', message, { setting: name, source: path });
}

function contradicts(option: Option, told: unknown, flag: unknown, path: string): StillwebError {
  const [has, wants] = [told, flag].map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const message = `the recipe ${path} says ${settingName(option)} ${has}, and --${option.name()} says ${wants}; leave the flag out, or make a recipe of your own`;
  return new StillwebError('SETTING_INVALID', message, { setting: settingName(option), recipe: has, asked: wants });
}
