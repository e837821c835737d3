import { existsSync, readFileSync } from 'node:fs';
import type { Command, Option } from 'commander';
import { nearestName } from '../contract/nearest-name.ts';
import { StillwebError } from '../errors.ts';

/**
 * Where a setting comes from: a flag wins over the environment (`STILLWEB_PORT`), that over `stillweb.config.json` in the
 * working folder (`{"port": 7080}`, or for one command `{"serve": {"port": 7080}}`), that over the default.
 */

export const CONFIG_FILE = 'stillweb.config.json';

/** Options that are about one call and make no sense as a setting. */
const NO_SETTINGS = new Set(['help', 'version', 'json', 'settings', 'explain', 'compact']);

/** What is run as code: whoever fills the working folder must not choose it. */
const NOT_IN_FILE = new Set(['import']);

export function isSetting(option: Option): boolean {
  return !NO_SETTINGS.has(option.attributeName());
}

/** `workerCount` as `STILLWEB_WORKER_COUNT`. */
export function environmentName(option: Option): string {
  return `STILLWEB_${option.attributeName().replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/** Fills in what no flag gave. Called before the command runs. @throws StillwebError SETTING_INVALID */
export function applySettings(command: Command): void {
  const file = readConfig();
  refuseUnknown(file, command.parent?.commands ?? [command]);
  for (const option of command.options.filter(isSetting)) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) === 'cli') continue;
    const variable = environmentName(option);
    const fromEnvironment = process.env[variable];
    const fromFile = sectionOf(file, command.name())[name] ?? file[name];
    if (fromEnvironment !== undefined) set(command, option, fromEnvironment, 'env', variable);
    else if (fromFile !== undefined && NOT_IN_FILE.has(name)) throw notInFile(name, variable);
    else if (fromFile !== undefined) set(command, option, fromFile, 'config', `${CONFIG_FILE}, ${name}`);
  }
}

/** A typing slip in the file must not be a default without a word. @throws StillwebError SETTING_INVALID */
export function refuseUnknown(file: Record<string, unknown>, commands: readonly Command[]): void {
  const namesOf = (command: Command) => command.options.map((option) => option.attributeName());
  const known = [...commands.map((command) => command.name()), ...commands.flatMap(namesOf)];
  refuseOthers(Object.keys(file), known, '');
  for (const command of commands) {
    refuseOthers(Object.keys(sectionOf(file, command.name())), namesOf(command), `${command.name()}.`);
  }
}

function refuseOthers(names: readonly string[], known: readonly string[], place: string): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = nearestName(unknown, known);
  const hint = meant === null ? '' : ` (did you mean ${place}${meant}?)`;
  throw new StillwebError('SETTING_INVALID', `${CONFIG_FILE}: there is no setting ${place}${unknown}${hint}`, {
    setting: `${place}${unknown}`,
    source: CONFIG_FILE,
    ...(meant !== null && { didYouMean: `${place}${meant}` }),
  });
}

function notInFile(name: string, variable: string): StillwebError {
  const message = `${CONFIG_FILE}: ${name} is taken from --${name} or ${variable}, never from this file`;
  return new StillwebError('SETTING_INVALID', message, { setting: name, source: CONFIG_FILE });
}

function sectionOf(file: Record<string, unknown>, command: string): Record<string, unknown> {
  const section = file[command];
  return typeof section === 'object' && section !== null ? (section as Record<string, unknown>) : {};
}

function set(command: Command, option: Option, value: unknown, source: 'env' | 'config', place: string): void {
  const isSwitch = !option.required && !option.optional;
  try {
    if (isSwitch) {
      const on = value === true || value === 'true' || value === '1';
      const off = value === false || value === 'false' || value === '0';
      if (!on && !off) throw new Error('it is true or false');
      command.setOptionValueWithSource(option.attributeName(), option.negate ? !on : on, source);
      return;
    }
    if (option.argChoices !== undefined && !option.argChoices.includes(String(value))) {
      throw new Error(`it is one of ${option.argChoices.join(', ')}`);
    }
    const parsed = option.parseArg === undefined ? String(value) : option.parseArg(String(value), undefined as never);
    command.setOptionValueWithSource(option.attributeName(), parsed, source);
  } catch (cause) {
    const message = `${place}: ${JSON.stringify(value)} is no value for --${option.name()}: ${(cause as Error).message}`;
    throw new StillwebError('SETTING_INVALID', message, { setting: option.name(), source: place }, { cause });
  }
}

function readConfig(): Record<string, unknown> {
  if (!existsSync(CONFIG_FILE)) return {};
  try {
    const parsed = JSON.parse(readFileSync(CONFIG_FILE, 'utf8')) as unknown;
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch (cause) {
    throw new StillwebError('SETTING_INVALID', `${CONFIG_FILE} is not JSON`, { file: CONFIG_FILE }, { cause });
  }
  throw new StillwebError('SETTING_INVALID', `${CONFIG_FILE} is not a JSON object`, { file: CONFIG_FILE });
}
