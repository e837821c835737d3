/** Names of copies that stand beside their documents: each tells which document it is of, and that it is one of this seed. */
import { readSandboxUrl, sandboxUrl } from '../../contract/sandbox-url.ts';
import { readPassageId } from '../../reading/passage-id.ts';
import type { Draws } from './draws.ts';

const DIGITS = 8;

function markOf(id: string, draws: Draws): string {
  return draws.at('copy', id).toString(16).padStart(DIGITS, '0');
}

/** `d5` → `d5~0c3f9a12` */
export function copyId(id: string, draws: Draws): string {
  return `${id}~${markOf(id, draws)}`;
}

/** Of the passage of a copy: `d5#2` → `d5~0c3f9a12#2` */
export function copyPassageId(passage: string, draws: Draws): string {
  const named = readPassageId(passage);
  return named === null ? copyId(passage, draws) : `${copyId(named.document, draws)}#${named.number}`;
}

/** The id that the name of a copy was made of, a passage's too; null for what is none of this seed. */
export function originalId(name: string, draws: Draws): string | null {
  const [, id, mark, passage = ''] = /^(.*)~([0-9a-f]{8})(#\d+)?$/s.exec(name) ?? [];
  return id === undefined || mark !== markOf(id, draws) ? null : id + passage;
}

/** An address beside that of the document: `?copy=0c3f9a12`. */
export function copyUrl(url: string, id: string, draws: Draws): string {
  const [, place, fragment] = /^([^#]*)(#.*)?$/s.exec(url) as RegExpExecArray;
  return `${place}${place.includes('?') ? '&' : '?'}copy=${markOf(id, draws)}${fragment ?? ''}`;
}

/** What the address of a copy was made of, and the mark in it; null for an address of another form. */
export function readCopyUrl(url: string): { readonly url: string; readonly mark: string } | null {
  const [, place, mark, fragment = ''] = /^([^#]*)[?&]copy=([0-9a-f]{8})(#.*)?$/s.exec(url) ?? [];
  return place === undefined ? null : { url: place + fragment, mark };
}

export function isMarkOf(mark: string, id: string, draws: Draws): boolean {
  return mark === markOf(id, draws);
}

/** The address in the sandbox of what a copy is of, for an address in the sandbox of the copy; null for any other. */
export function originalSandboxUrl(index: string, url: string, draws: Draws): string | null {
  const id = readSandboxUrl(index, url);
  const original = id === null ? null : originalId(id, draws);
  return original === null ? null : sandboxUrl(index, original);
}
