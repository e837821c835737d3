/** The readable page at `/docs`: one HTML file without scripts, made from the OpenAPI document. */

import { createHash } from 'node:crypto';
import type { TSchema } from '@sinclair/typebox';
import { escapeMarkup } from '../bytes/escape-markup.ts';
import { describeShape } from '../contract/describe-shape.ts';
import type { OpenApiDocument, OpenApiOperation } from './openapi.ts';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
h1 { font-size: 1.6rem } h2 { font-size: 1.1rem; margin-top: 2.5rem; border-top: 1px solid #ccc; padding-top: 1rem }
code { font: 0.9em ui-monospace, monospace } table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid #eee }
th { font-weight: 600 }
@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #161616 } h2 { border-color: #444 } th, td { border-color: #2a2a2a } a { color: #8ab4f8 } }
`;

export interface ApiPage {
  readonly html: string;
  /** Allows the page's own style and nothing else. */
  readonly contentSecurityPolicy: string;
}

export function renderApiPage(document: OpenApiDocument): ApiPage {
  const styleHash = createHash('sha256').update(STYLE).digest('base64');
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => renderOperation(`${method.toUpperCase()} ${path}`, operation)),
  );
  const { title, version, description } = document.info;
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeMarkup(title)} API</title><style>${STYLE}</style></head>
<body>
<h1>${escapeMarkup(title)} ${escapeMarkup(version)}</h1>
<p>${escapeMarkup(description)}</p>
<p>For programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI ${escapeMarkup(document.openapi)}).</p>
${operations.join('\n')}
</body>
</html>
`;
  const contentSecurityPolicy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { html, contentSecurityPolicy };
}

function renderOperation(name: string, operation: OpenApiOperation): string {
  const parts = [`<h2 id="${escapeMarkup(operation.operationId)}"><code>${escapeMarkup(name)}</code></h2>`];
  parts.push(`<p>${escapeMarkup(operation.summary ?? '')}. ${escapeMarkup(operation.description ?? '')}</p>`);
  const fields = [...parameterFields(operation), ...bodyFields(operation)];
  if (fields.length > 0) parts.push(renderTable(['field', 'value', 'default', 'meaning'], fields));
  const responses = Object.entries(operation.responses).map(([status, response]) => {
    const schema = Object.values(response.content ?? {})[0]?.schema;
    const shape = schema === undefined ? '' : sketch(schema as TSchema);
    return [status, shape === '' ? response.description : shape];
  });
  parts.push(renderTable(['status', 'answer'], responses));
  return parts.join('\n');
}

function parameterFields(operation: OpenApiOperation): string[][] {
  return (operation.parameters ?? []).map((parameter) =>
    fieldRow(parameter.name, parameter.schema as TSchema, parameter.description),
  );
}

function bodyFields(operation: OpenApiOperation): string[][] {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema as TSchema | undefined;
  return schema === undefined ? [] : objectFields(schema, '');
}

function objectFields(schema: TSchema, prefix: string): string[][] {
  return Object.entries((schema.properties ?? {}) as Record<string, TSchema>).flatMap(([name, member]) => [
    fieldRow(prefix + name, member, member.description),
    ...(member.type === 'object' ? objectFields(member, `${prefix}${name}.`) : []),
  ]);
}

function fieldRow(name: string, schema: TSchema, meaning = ''): string[] {
  return [name, describeShape(schema), schema.default === undefined ? '' : JSON.stringify(schema.default), meaning];
}

/** The names of an answer, nested, without types: `{index: {name, id}, hits: [{rank, …}]}`. */
function sketch(schema: TSchema): string {
  if (Array.isArray(schema.anyOf))
    return [...new Set((schema.anyOf as TSchema[]).map(sketch))].filter(Boolean).join(' or ');
  if (schema.type === 'array' && !Array.isArray(schema.items)) {
    const item = sketch(schema.items ?? {});
    return item === '' ? '' : `[${item}]`;
  }
  const properties = Object.entries((schema.properties ?? {}) as Record<string, TSchema>);
  if (properties.length === 0) return '';
  const required = new Set<string>(schema.required);
  const members = properties.map(([name, member]) => {
    const inner = sketch(member);
    return `${name}${required.has(name) ? '' : '?'}${inner === '' ? '' : `: ${inner}`}`;
  });
  return `{${members.join(', ')}}`;
}

function renderTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th>${text}</th>`).join('');
  const body = rows.map(([name, ...rest]) => {
    const cells = rest.map((text) => `<td>${escapeMarkup(text)}</td>`).join('');
    return `<tr><td><code>${escapeMarkup(name)}</code></td>${cells}</tr>`;
  });
  return `<table><tr>${head}</tr>${body.join('')}</table>`;
}
