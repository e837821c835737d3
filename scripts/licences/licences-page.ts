/** The page of licences: what `npm install stillweb` brings, from the file that pins it. */

/** As npm writes it, lockfile version 3. */
export interface Shrinkwrap {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
}

export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
}

/** Packages that are installed with the program, each version once, by name. @throws Error for one that names no licence */
export function shippedPackages({ packages }: Shrinkwrap): ShippedPackage[] {
  const shipped = new Map<string, ShippedPackage>();
  for (const [path, { version, license, dev, devOptional, peer }] of Object.entries(packages)) {
    if (path === '' || dev || devOptional || peer) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (version === undefined || license === undefined) throw new Error(`${path} names no version or no licence`);
    shipped.set(`${name}@${version}`, { name, version, licence: license });
  }
  return [...shipped.values()].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

export function licencesPage(shrinkwrap: Shrinkwrap): string {
  const shipped = shippedPackages(shrinkwrap);
  const counts = new Map<string, number>();
  for (const { licence } of shipped) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const byCount = [...counts].sort(([a, n], [b, m]) => m - n || compare(a, b));
  return `# Licences

The program is under the Apache License 2.0 ([LICENSE](../LICENSE), [NOTICE](../NOTICE)). Installing it brings the packages below,
each in its own folder with the text of its licence. What only the work on the program needs is not among them. This page is made from
\`npm-shrinkwrap.json\` by \`node dist/scripts/licences.js\`.

| Licence | Packages |
| --- | --- |
${byCount.map(([licence, count]) => `| ${licence} | ${count} |`).join('\n')}

## Packages

| Package | Version | Licence |
| --- | --- | --- |
${shipped.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`).join('\n')}
`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
