import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeptFile, readKeptFile } from './kept-file.ts';

/** The measurements of a folder, by name. @throws Error naming the file that is none */
export function readKeptFolder(folder: string): KeptFile[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /\.jsonl?$/.test(name));
  return names.sort().map((name) => readKeptFile(name, readFileSync(join(folder, name), 'utf8')));
}
