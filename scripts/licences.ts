/**
 * Writes docs/licences.md: every package that is installed with the program, with its licence.
 *
 *   node dist/scripts/licences.js
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { licencesPage } from './licences/licences-page.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

writeFileSync(`${ROOT}docs/licences.md`, licencesPage(JSON.parse(readFileSync(`${ROOT}npm-shrinkwrap.json`, 'utf8'))));
