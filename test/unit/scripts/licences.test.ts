import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { licencesPage, type Shrinkwrap, shippedPackages } from '../../../scripts/licences/licences-page.ts';
import { ROOT } from '../../support/program.ts';

/** What asks for no more than that its text is kept beside the package. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'PSF-2.0'];

const shrinkwrap = JSON.parse(readFileSync(join(ROOT, 'npm-shrinkwrap.json'), 'utf8')) as Shrinkwrap;

describe('the packages that are installed with the program', () => {
  it('have licences that ask for their text alone', () => {
    const others = shippedPackages(shrinkwrap).filter(({ licence }) => !PERMISSIVE.includes(licence));
    expect(others).toEqual([]);
  });

  it('name the licence in their own folder that the lock file names', () => {
    const named = Object.entries(shrinkwrap.packages).filter(
      ([, { dev, devOptional, peer }]) => !(dev || devOptional || peer),
    );
    // Some are for other machines, and not here.
    const here = named.filter(([path]) => existsSync(join(ROOT, path, 'package.json')));
    const differing = here.filter(([path, { license }]) => {
      const own = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8'));
      return license !== own.license;
    });
    expect(differing.map(([path]) => path)).toEqual([]);
    expect(here.length).toBeGreaterThan(100);
  });

  it('are all on the page of licences, which the command makes', () => {
    expect(readFileSync(join(ROOT, 'docs', 'licences.md'), 'utf8')).toBe(licencesPage(shrinkwrap));
  });

  it('are not those of the work on the program, and each names a licence', () => {
    const packages = { '': {}, 'node_modules/a': { version: '1.0.0', license: 'MIT', dev: true } };
    expect(shippedPackages({ packages })).toEqual([]);
    expect(() => shippedPackages({ packages: { 'node_modules/b': { version: '1.0.0' } } })).toThrow('names no');
  });
});
