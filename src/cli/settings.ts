import { type Command, Option } from 'commander';
import { nearestName } from '../contract/nearest-name.ts';
import { StillwebError } from '../errors.ts';
import { CONFIG_FILE, type Config, readConfig } from './config-file.ts';
import { refuseConfined } from './confined-setting.ts';

/**
 * Where a setting comes from: a flag wins over the environment (`STILLWEB_PORT`), that over a file of settings
 * (`{"port": 7080}`, or for one command `{"serve": {"port": 7080}}`), that over the default. The file is that of `--config`,
 * or else `stillweb.config.json` in the working folder, which may set less (`confined-setting.ts`).
 */

/** Options that are about one call and make no sense as a setting. */
const NO_SETTINGS = new Set([
  ...['help', 'version', 'json', 'settings', 'explain', 'compact', 'config', 'instruction', 'context'],
  ...['add', 'update', 'sync', 'remove', 'removeFile', 'only'],
]);

/** Options that may be repeated: a list in the file. */
const REPEATABLE = new Set([
  ...['import', 'allowHost', 'allowOrigin', 'build', 'index', 'allow', 'reranker', 'corpus'],
  ...['block', 'site', 'excludeSite', 'language', 'id', 'field', 'where', 'keepLanguage', 'textsFrom'],
]);

const PREFIX = 'STILLWEB_';
/** Of the environment alone: a secret stands in no file of settings, and in no list of processes. */
const SECRETS: readonly string[] = [
  'STILLWEB_ENCODER_KEY',
  'STILLWEB_JUDGE_KEY',
  'STILLWEB_OPENSEARCH_USER',
  'STILLWEB_OPENSEARCH_PASSWORD',
];

const REQUIRED = new WeakSet<Option>();

/** An option that its command must be given, by a flag, the environment or the file. */
export function requiredSetting(flags: string, description: string): Option {
  const option = new Option(flags, description);
  REQUIRED.add(option);
  return option;
}

const OF_ONE_CALL = new WeakSet<Option>();

/** An option that is about one call, under a name that is a setting of another command. */
export function optionOfOneCall(flags: string, description: string): Option {
  const option = new Option(flags, description);
  OF_ONE_CALL.add(option);
  return option;
}

export function isSetting(option: Option): boolean {
  return !NO_SETTINGS.has(option.attributeName()) && !OF_ONE_CALL.has(option);
}

/** Whether the value is told to nobody: what questions are obfuscated with would make them readable in a log. */
export function isSecret(option: Option): boolean {
  return option.attributeName() === 'canary';
}

/** The name in a file of settings: `--date-field` as `dateField`, and `--no-fuzzy` as `fuzzy`, which is true by default. */
export function settingName(option: Option): string {
  return option.attributeName();
}

/** The name in the environment: `--date-field` as `STILLWEB_DATE_FIELD`, and `--no-fuzzy` as `STILLWEB_FUZZY`. */
export function environmentName(option: Option): string {
  return PREFIX + inCapitals(settingName(option));
}

function inCapitals(name: string): string {
  return name.replace(/[A-Z]/g, '_$&').toUpperCase();
}

/** Whether anything but flags says what a command is to do. @throws StillwebError SETTING_INVALID */
export function hasSettings(command: Command): boolean {
  const isNamed = Object.keys(process.env).some((name) => name.startsWith(PREFIX));
  return isNamed || readConfig(command.getOptionValue('config')) !== null;
}

/**
 * Fills in what no flag gave. Called before the command runs.
 *
 * @param named the file of `--config` @throws StillwebError SETTING_INVALID
 */
export function applySettings(command: Command, named = command.getOptionValue('config') as string | undefined): void {
  const config = readConfig(named);
  const file = config?.settings ?? {};
  const commands = command.parent?.commands ?? [command];
  refuseUnknown(file, commands, config?.path);
  refuseUnknownVariables(process.env, commands);
  for (const option of command.options.filter(isSetting)) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) === 'cli') continue;
    const variable = environmentName(option);
    const fromEnvironment = process.env[variable];
    // An object is the section of a command that has the name of this option, such as `run`.
    const forAll = isObject(ownValue(file, name)) ? undefined : ownValue(file, name);
    const fromSection = ownValue(sectionOf(file, command.name()), name);
    const fromFile = fromSection ?? forAll;
    if (fromEnvironment !== undefined) setValue(command, option, fromEnvironment, 'env', variable);
    else if (fromFile !== undefined && config !== null) {
      setFromFile(command, option, fromFile, config, fromSection === undefined ? name : `${command.name()}.${name}`);
    }
  }
}

/** As in the file: a typing slip must not be a default without a word. @throws StillwebError SETTING_INVALID */
export function refuseUnknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
  commands: readonly Command[],
): void {
  const settings = commands.flatMap((command) => command.options.filter(isSetting));
  const given = Object.keys(environment).filter((name) => name.startsWith(PREFIX));
  const byFlag = new Map(settings.map((option) => [PREFIX + inCapitals(flagName(option)), option]));
  refuseOthers(
    given,
    { known: [...settings.map(environmentName), ...SECRETS], byFlag, nameOf: environmentName },
    '',
    'environment',
    'the environment',
  );
}

/**
 * Ends a command that lacks what it must be told. Asked when every source has been: `requiredOption` of commander asks
 * before, and takes flags only.
 */
export function requireSettings(command: Command): void {
  for (const option of command.options) {
    if (!REQUIRED.has(option) || command.getOptionValue(option.attributeName()) !== undefined) continue;
    command.error(`error: required option '${option.flags}' not specified`, {
      code: 'commander.missingMandatoryOptionValue',
    });
  }
}

/** @param written how the setting is named in the file */
function setFromFile(
  command: Command,
  option: Option,
  value: unknown,
  { path, isNamed }: Config,
  written: string,
): void {
  const name = option.attributeName();
  for (const each of isNamed ? [] : Array.isArray(value) ? value : [value]) {
    const reason = refuseConfined(name, each);
    if (reason === null) continue;
    const mend = `give --config ${path}, --${option.name()} or ${environmentName(option)} by hand`;
    const facts = { setting: name, source: path, mend };
    throw new StillwebError('SETTING_INVALID', `${path}: ${written} ${reason}; ${mend}`, facts);
  }
  setValue(command, option, value, 'config', `${path}, ${written}`);
}

/** A typing slip in the file must not be a default without a word. @throws StillwebError SETTING_INVALID */
export function refuseUnknown(
  file: Readonly<Record<string, unknown>>,
  commands: readonly Command[],
  path = CONFIG_FILE,
): void {
  const namesOf = (options: readonly Option[]) => ({
    known: options.map(settingName),
    byFlag: new Map(options.flatMap((option) => [option.name(), flagName(option)].map((flag) => [flag, option]))),
    nameOf: settingName,
  });
  const settingsOf = (command: Command) => command.options.filter(isSetting);
  const all = namesOf(commands.flatMap(settingsOf));
  const names = commands.map((command) => command.name());
  refuseOthers(Object.keys(file), { ...all, known: [...names, ...all.known] }, '', path);
  for (const command of commands) {
    const name = command.name();
    const section = ownValue(file, name);
    if (section !== undefined && !isObject(section) && !all.known.includes(name)) {
      const message = `${path}: ${name} is a command, whose settings are a JSON object`;
      throw new StillwebError('SETTING_INVALID', message, { setting: name, source: path });
    }
    refuseOthers(Object.keys(sectionOf(file, name)), namesOf(settingsOf(command)), `${name}.`, path);
  }
}

/** `--no-fuzzy` as `noFuzzy`. */
function flagName(option: Option): string {
  return option.name().replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

interface SettingNames {
  readonly known: readonly string[];
  /** The options by what a reader of `--help` may take for their names, such as `no-fuzzy` and `noFuzzy`. */
  readonly byFlag: ReadonlyMap<string, Option>;
  nameOf(option: Option): string;
}

/** @param place what stands before each name @param source for programs @param told the source for people */
function refuseOthers(
  names: readonly string[],
  { known, byFlag, nameOf }: SettingNames,
  place: string,
  source: string,
  told = source,
): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const flag = byFlag.get(unknown);
  const meant = flag === undefined ? nearestName(unknown, known) : nameOf(flag);
  // The flag turns off what the setting of this name turns on.
  const values = flag?.negate === true ? ', true or false' : '';
  const hint = meant === null ? '' : ` (did you mean ${place}${meant}${values}?)`;
  throw new StillwebError('SETTING_INVALID', `${told}: there is no setting ${place}${unknown}${hint}`, {
    setting: `${place}${unknown}`,
    source,
    ...(meant !== null && { didYouMean: `${place}${meant}` }),
  });
}

function sectionOf(file: Readonly<Record<string, unknown>>, command: string): Readonly<Record<string, unknown>> {
  const section = ownValue(file, command);
  return isObject(section) ? section : {};
}

function ownValue(values: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Gives an option a value of a file or a variable, as its flag would take it.
 *
 * @param place for messages @throws StillwebError SETTING_INVALID
 */
export function setValue(
  command: Command,
  option: Option,
  value: unknown,
  source: 'env' | 'config' | 'recipe',
  place: string,
): void {
  const isSwitch = !option.required && !option.optional;
  try {
    if (isSwitch) {
      const on = value === true || value === 'true' || value === '1';
      const off = value === false || value === 'false' || value === '0';
      if (!on && !off) throw new Error('it is true or false');
      command.setOptionValueWithSource(option.attributeName(), on, source);
      return;
    }
    const values = REPEATABLE.has(option.attributeName()) && Array.isArray(value) ? value : [value];
    let parsed: unknown;
    for (const each of values) parsed = parseValue(option, each, parsed);
    if (parsed !== undefined) command.setOptionValueWithSource(option.attributeName(), parsed, source);
  } catch (cause) {
    const shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
    const written = isSecret(option) ? 'what is given' : shown;
    const reason = (cause as Error).message.replace(/\.$/, '');
    const told = option.negate ? settingName(option) : `--${option.name()}`;
    const message = `${place}: ${written} is no value for ${told}: ${reason}`;
    throw new StillwebError('SETTING_INVALID', message, { setting: option.name(), source: place }, { cause });
  }
}

/** @param before what the earlier values of a list gave */
function parseValue(option: Option, value: unknown, before: unknown): unknown {
  const { argChoices, parseArg } = option;
  if (argChoices !== undefined) {
    if (typeof value === 'string' && argChoices.includes(value)) return value;
    throw new Error(`it is one of ${argChoices.join(', ')}`);
  }
  const isText = typeof value === 'string';
  // A number where text is meant would have gone through a double: a name 1.10 is none of 1.1.
  if (parseArg === undefined && !isText) throw new Error('it is a string');
  if (!isText && typeof value !== 'number') throw new Error('it is a string or a number');
  return parseArg === undefined ? value : parseArg(String(value), before as never);
}
