/** The style and the module of all pages, each under an address that holds its hash, so that browsers may keep it for ever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface PageAsset {
  /** `page.0123456789abcdef.css` */
  readonly name: string;
  readonly path: string;
  readonly mediaType: string;
  readonly body: string;
}

export const ASSET_FOLDER = '/assets/';
const HASH_DIGITS = 16;

const STYLE = readAsset('page', 'css', 'text/css; charset=utf-8');
const SCRIPT = readAsset('page', 'js', 'text/javascript; charset=utf-8');

export const PAGE_ASSETS = { style: STYLE, script: SCRIPT } as const;
/** Changes with everything that pages load. */
export const ASSETS_KEY = `${STYLE.name} ${SCRIPT.name}`;

/** By the last part of its address; undefined where there is none, as for an older hash. */
export function findAsset(name: string): PageAsset | undefined {
  return Object.values(PAGE_ASSETS).find((asset) => asset.name === name);
}

function readAsset(stem: string, ending: string, mediaType: string): PageAsset {
  const body = readFileSync(new URL(`assets/${stem}.${ending}`, import.meta.url), 'utf8');
  const name = `${stem}.${createHash('sha256').update(body).digest('hex').slice(0, HASH_DIGITS)}.${ending}`;
  return { name, path: `${ASSET_FOLDER}${name}`, mediaType, body };
}
