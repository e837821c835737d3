import type { Hit } from '../../contract/search.ts';
import { onOneLine, plainText } from '../plain-text.ts';
import { type Found, pinned } from './found.ts';

/** A numbered list: of each hit its title, which leads to its address, and its snippet with what was found in bold. */
export function markdownLines(found: Found): string[] {
  const { index, together, remarks } = found;
  const { hits } = found.result;
  const lines = hits.length === 0 ? ['No hits.', ''] : [];
  for (const remark of remarks) lines.push(written(remark), '');
  for (const hit of hits) lines.push(...hitLines(hit), '');
  const names = (together?.indexes ?? [index]).map((each) => `\`${plainText(pinned(each))}\``);
  return [...lines, `${together === undefined ? 'Index' : 'Indexes'} ${names.join(', ')}`];
}

function hitLines({ rank, title, id, url, snippet = '', text, highlights = [] }: Hit): string[] {
  const name = written(onOneLine(title).trim() || id);
  // What would end an address there is written as addresses write it.
  const address = url === null ? null : plainText(url).replace(/[<>\s\\]/g, encodeURIComponent);
  const head = `${rank}. ${address === null ? `${name} (${written(id)})` : `[${name}](<${address}>)`}`;
  const shown = text === undefined ? bold(snippet, highlights) : written(text);
  return shown === '' ? [head] : [head, '', `   ${shown}`];
}

function bold(text: string, highlights: readonly (readonly [number, number])[]): string {
  let out = '';
  let at = 0;
  for (const [start, end] of highlights) {
    out += `${escapeSigns(text.slice(at, start))}**${escapeSigns(text.slice(start, end))}**`;
    at = end;
  }
  return atBeginning(out + escapeSigns(text.slice(at)));
}

function written(text: string): string {
  return atBeginning(escapeSigns(text));
}

function escapeSigns(text: string): string {
  return plainText(onOneLine(text).replace(/[\\`*_{}[\]<>#|~!&$]/g, '\\$&'));
}

/** What begins a list, a rule or a heading where a paragraph begins. */
function atBeginning(text: string): string {
  return text.replace(/^(\s*)([-+=])/, '$1\\$2').replace(/^(\s*\d+)([.)])/, '$1\\$2');
}
