/** The style and the module of all pages, each under an address that holds its hash, so that browsers may keep it for ever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PLOT_STYLE } from '../plots/plot-style.ts';

export interface PageAsset {
  /** `page.0123456789abcdef.css` */
  readonly name: string;
  readonly path: string;
  readonly mediaType: string;
  readonly body: string;
}

export const ASSET_FOLDER = '/assets/';
const HASH_DIGITS = 16;

const STYLE = asset('page', 'css', 'text/css; charset=utf-8', `${PLOT_STYLE}${read('page.css')}`);
const SCRIPT = asset('page', 'js', 'text/javascript; charset=utf-8', read('page.js'));

export const PAGE_ASSETS = { style: STYLE, script: SCRIPT } as const;
/** Changes with everything that pages load. */
export const ASSETS_KEY = `${STYLE.name} ${SCRIPT.name}`;

/** By the last part of its address; undefined where there is none, as for an older hash. */
export function findAsset(name: string): PageAsset | undefined {
  return Object.values(PAGE_ASSETS).find((asset) => asset.name === name);
}

function read(file: string): string {
  return readFileSync(new URL(`assets/${file}`, import.meta.url), 'utf8');
}

function asset(stem: string, ending: string, mediaType: string, body: string): PageAsset {
  const name = `${stem}.${createHash('sha256').update(body).digest('hex').slice(0, HASH_DIGITS)}.${ending}`;
  return { name, path: `${ASSET_FOLDER}${name}`, mediaType, body };
}
