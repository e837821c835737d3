import { describe, expect, it } from 'vitest';
import { readSource } from '../../support/import-graph.ts';

/** The oldest Node that README names, and one of each line that the tests are run on. */
const NODES = ['20.19.0', '22.13.0', '24.0.0', '26.0.0'];

interface LockedPackage {
  readonly cpu?: readonly string[];
  readonly version: string;
  readonly engines?: { readonly node?: string };
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

type Version = readonly [major: number, minor: number, patch: number];

function readVersion(text: string): Version {
  const [major, minor, patch] = text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : 0));
  return [major, minor ?? 0, patch ?? 0];
}

function compare(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** The first version that `^1.2`, `~1.2`, `1.x` or `1` no longer admits; a bare `1.2.3` admits itself only. */
function endOf(operator: string, text: string): Version {
  const [major, minor, patch] = readVersion(text);
  const parts = text.split('.').filter((part) => /^\d+$/.test(part)).length;
  if (operator === '^' || parts === 1) return [major + 1, 0, 0];
  return operator === '~' || parts === 2 ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

/** The part of npm's ranges that `engines` fields use. @throws Error for what it does not know */
function admits(range: string, node: string): boolean {
  const version = readVersion(node);
  return range.split('||').some((alternative) => {
    const comparators = alternative
      .trim()
      .replace(/([<>=~^]) +/g, '$1')
      .split(/\s+/);
    return comparators.every((comparator) => {
      if (comparator === '*' || comparator === '') return true;
      const found = /^(>=|<=|>|<|\^|~|=)?v?(\d+(?:\.(?:\d+|x))*)$/.exec(comparator);
      if (found === null) throw new Error(`engines: ${range} is a range that this test cannot read`);
      const [, operator = '', text] = found;
      const order = compare(version, readVersion(text));
      if (operator === '>=') return order >= 0;
      if (operator === '>') return order > 0;
      if (operator === '<') return order < 0;
      if (operator === '<=') return order <= 0;
      return order >= 0 && compare(version, endOf(operator, text)) < 0;
    });
  });
}

describe('the packages of npm-shrinkwrap.json', () => {
  const { packages } = JSON.parse(readSource('npm-shrinkwrap.json')) as { packages: Record<string, LockedPackage> };

  it.each(NODES)('all run on Node %s, so that npm ci warns of none', (node) => {
    const refusing = Object.entries(packages).flatMap(([path, { version, engines, cpu }]) =>
      // Node has no builds for 32-bit processors from 23 on: npm looks at what a package is for before it warns.
      engines?.node === undefined || cpu?.join() === 'ia32' || admits(engines.node, node)
        ? []
        : [`${path}@${version} wants ${engines.node}`],
    );
    expect(refusing).toEqual([]);
  });

  it('that users install run no script, so that nothing is compiled', () => {
    const installed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
    expect(installed.length).toBeGreaterThan(50);
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
  });

  it('are pinned for users too: the file is published, and names no registry and no optional peer', () => {
    const manifest = JSON.parse(readSource('package.json'));
    expect(manifest.files).toContain('npm-shrinkwrap.json');
    // npm takes a peer that the file holds for one that its user has asked for, and compiles it.
    for (const peer of Object.keys(manifest.peerDependencies)) {
      expect(manifest.peerDependenciesMeta[peer]).toEqual({ optional: true });
      expect(Object.keys(packages)).not.toContain(`node_modules/${peer}`);
    }
    expect(readSource('npm-shrinkwrap.json')).not.toContain('"resolved"');
    for (const version of Object.values(manifest.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('are held to the Node that README and package.json name', () => {
    const { engines } = JSON.parse(readSource('package.json')) as LockedPackage;
    expect(engines?.node).toBe('>=20.19');
    expect(readSource('README.md')).toContain('Node 20.19 or later');
  });
});

it.each([
  ['>=22', '20.19.0', false],
  ['>= 18', '20.19.0', true],
  ['^20.19.0 || >=22.12.0', '22.11.0', false],
  ['^20.19.0 || >=22.12.0', '20.20.2', true],
  ['>=10 <20', '20.19.0', false],
  ['>=20.x', '20.19.0', true],
  ['18 || 20', '20.19.0', true],
  ['~20.18', '20.19.0', false],
  ['*', '20.19.0', true],
])('reads %s for %s', (range, node, isAdmitted) => {
  expect(admits(range, node)).toBe(isAdmitted);
});
