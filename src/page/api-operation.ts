import type { TSchema } from '@sinclair/typebox';
import { describeShape } from '../contract/describe-shape.ts';
import { type ApiExample, curlOf } from './api-examples.ts';
import { type Html, html } from './html.ts';
import type { ApiRoute, OpenApiOperation } from './openapi-document.ts';
import { copyButton, type PageServer } from './page-frame.ts';

/** One route: what it does, an example against this server, its fields, its answer. @param example undefined where there is none */
export function apiOperation(
  { method, path, operation }: ApiRoute,
  example: ApiExample | undefined,
  server: PageServer,
): Html {
  const { operationId, summary = '', description = '' } = operation;
  const name = `${method} ${path}`;
  const fields = [...parameterFields(operation), ...bodyFields(operation)];
  return html`<section class="route" aria-labelledby="${operationId}"><h3 id="${operationId}"><code>${name}</code></h3>
<p>${summary}. ${description}</p>
${example !== undefined && exampleOf(example, name, server)}
${fields.length > 0 && html`<details><summary>Fields <span class="unseen">of ${name}</span></summary>${fieldTable(fields, name)}</details>`}
${answers(operation, name)}
</section>\n`;
}

function exampleOf(example: ApiExample, name: string, server: PageServer): Html {
  const command = curlOf(example, server);
  return html`<pre tabindex="0" aria-label="Example of ${name}"><code>${command}</code></pre><p class="try">${example.body === undefined && html`<a href="${example.path}">Open it here<span class="unseen">: ${name}</span></a> `}${copyButton(command, `Copy the example of ${name}`)}</p>`;
}

interface Field {
  readonly name: string;
  readonly value: string;
  readonly usual: string;
  readonly meaning: string;
}

function fieldTable(fields: readonly Field[], name: string): Html {
  return html`<div class="wrap" tabindex="0" role="region" aria-label="Fields of ${name}"><table><thead><tr><th scope="col">field</th><th scope="col">value</th><th scope="col">default</th><th scope="col">meaning</th></tr></thead><tbody>${fields.map(
    (field) =>
      html`<tr><th scope="row"><code>${field.name}</code></th><td>${field.value}</td><td>${field.usual}</td><td>${field.meaning}</td></tr>`,
  )}</tbody></table></div>`;
}

/** The names of a right answer, and the statuses of the others, which are all of one shape. */
function answers({ responses }: OpenApiOperation, name: string): Html {
  const right = Object.entries(responses).filter(([status]) => status < '400');
  const wrong = Object.keys(responses).filter((status) => status >= '400');
  return html`${right.map(([status, { description, content }]) => {
    const schema = Object.values(content ?? {})[0]?.schema;
    const shape = schema === undefined ? '' : sketch(schema as TSchema);
    const said = description === 'Default Response' ? '' : description;
    if (shape === '') return html`<p class="answers"><b>${status}</b> ${said}</p>`;
    return html`<details class="answers"><summary>Answer <span class="unseen">of ${name}</span></summary><p>${said}</p><pre tabindex="0" aria-label="Answer of ${name}"><code>${shape}</code></pre></details>`;
  })}
${wrong.length > 0 && html`<p class="answers quiet">Errors: ${wrong.join(', ')}</p>`}`;
}

function parameterFields(operation: OpenApiOperation): Field[] {
  return (operation.parameters ?? []).map((parameter) =>
    fieldOf(parameter.name, parameter.schema as TSchema, parameter.description),
  );
}

function bodyFields(operation: OpenApiOperation): Field[] {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema as TSchema | undefined;
  return schema === undefined ? [] : objectFields(schema, '');
}

function objectFields(schema: TSchema, prefix: string): Field[] {
  return Object.entries((schema.properties ?? {}) as Record<string, TSchema>).flatMap(([name, member]) => [
    fieldOf(prefix + name, member, member.description),
    ...(member.type === 'object' ? objectFields(member, `${prefix}${name}.`) : []),
  ]);
}

function fieldOf(name: string, schema: TSchema, meaning = ''): Field {
  const usual = schema.default === undefined ? '' : JSON.stringify(schema.default);
  return { name, value: describeShape(schema), usual, meaning };
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
