/** Says in words what a schema accepts, for error messages and for the readable page. */
import type { TSchema } from '@sinclair/typebox';

/** Of a day of the calendar; which days there are is checked elsewhere. */
export const DAY_PATTERN = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';

/** A noun phrase: `an integer from 1 to 1000`, `a list of 1 to 256 strings`. */
export function describeShape(schema: TSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as TSchema[]).map(describeShape).join(' or ');
  switch (schema.type) {
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'an integer' : 'a number'}${describeRange(schema.minimum, schema.maximum)}${describeExample(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'string':
      return describeString(schema);
    case 'array':
      return `a list of ${describeCount(schema.minItems, schema.maxItems)}${describeItems(schema)}`;
    case 'object':
      return 'an object';
    default:
      return 'a value';
  }
}

function describeRange(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

/** Shows how a number is written: `.5` is none in JSON. */
function describeExample({ examples }: TSchema): string {
  return Array.isArray(examples) ? `, such as ${examples[0]}` : '';
}

function describeString(schema: TSchema): string {
  if (schema.pattern === DAY_PATTERN) return 'a day as YYYY-MM-DD';
  const kind = schema.minLength > 0 ? 'a string that is not empty' : 'a string';
  const length = schema.maxLength === undefined ? '' : ` of at most ${schema.maxLength} characters`;
  const pattern = schema.pattern === undefined ? '' : ` that matches ${schema.pattern}`;
  return `${kind}${length}${pattern}`;
}

function describeCount(minimum: number | undefined, maximum: number | undefined): string {
  if (maximum === undefined) return minimum === undefined ? '' : `at least ${minimum} `;
  return minimum === undefined ? `at most ${maximum} ` : `${minimum} to ${maximum} `;
}

function describeItems(schema: TSchema): string {
  const type = schema.items?.type;
  return type === 'string' ? 'strings' : type === 'integer' ? 'integers' : 'items';
}
