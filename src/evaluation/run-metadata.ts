/**
 * The head of a run file that says how the run was made, in the terms of ir_metadata (PRIMAD: platform, research goal, implementation,
 * method, actor, data). It is YAML in comment lines between two marks.
 *
 * @see Breuer, Keller & Schaer, "ir_metadata: An extensible metadata schema for IR experiments", SIGIR 2022; https://www.ir-metadata.org
 */

export type MetadataValue = string | number | boolean | readonly MetadataValue[] | Metadata;
/** An absent value is left out. */
export interface Metadata {
  readonly [name: string]: MetadataValue | undefined;
}

const SCHEMA_VERSION = 0.1;
const RUN_VERSION = 1;

/** Comment lines for the beginning of a run, each with its end. @param tag the sixth column of the run */
export function* metadataLines(tag: string, metadata: Metadata): Generator<string> {
  const all = { 'schema-version': SCHEMA_VERSION, 'run-version': RUN_VERSION, tag, ...metadata };
  yield '# ir_metadata.start\n';
  for (const line of yamlOf(all)) yield `# ${line}\n`;
  yield '# ir_metadata.end\n';
}

/** YAML as few programs could misread it: blocks by two spaces, and every text in double quotes, as JSON has them. */
function* yamlOf(block: Metadata): Generator<string> {
  for (const [name, value] of Object.entries(block)) {
    if (value === undefined) continue;
    if (typeof value !== 'object') {
      yield `${name}: ${scalar(value)}`;
      continue;
    }
    yield `${name}:`;
    if (isList(value)) for (const item of value) yield* listItem(item);
    else for (const line of yamlOf(value)) yield `  ${line}`;
  }
}

function* listItem(item: MetadataValue): Generator<string> {
  if (typeof item !== 'object') {
    yield `- ${scalar(item)}`;
    return;
  }
  if (isList(item)) throw new TypeError('metadataLines: a list in a list');
  let first = true;
  for (const line of yamlOf(item)) {
    yield `${first ? '- ' : '  '}${line}`;
    first = false;
  }
}

/** JSON is YAML, but for characters that YAML takes for ends of lines. */
function scalar(value: string | number | boolean): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isList(value: MetadataValue): value is readonly MetadataValue[] {
  return Array.isArray(value);
}
