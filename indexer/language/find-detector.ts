import { createRequire } from 'node:module';
import { join } from 'node:path';
import { StillwebError } from '../../src/errors.ts';
import { existsSync, readFileSync } from '../../src/store/file-system.ts';
import { ELD_VERSION } from './detector-name.ts';

const INSTALL = `npm install eld@${ELD_VERSION}`;

/** Looks whether the package that finds languages is there, in the version that is tested. @throws StillwebError DETECTOR_MISSING */
export function findDetector(): void {
  const version = installedVersion();
  if (version === ELD_VERSION) return;
  const what = version === null ? 'is not installed' : `is installed in version ${version}, not ${ELD_VERSION}`;
  throw new StillwebError('DETECTOR_MISSING', `the package eld, which finds languages, ${what}: ${INSTALL}`, {
    package: `eld@${ELD_VERSION}`,
    install: INSTALL,
    ...(version !== null && { found: version }),
  });
}

/** Null where there is none. The package exports no file that says it. */
function installedVersion(): string | null {
  for (const folder of createRequire(import.meta.url).resolve.paths('eld') ?? []) {
    const path = join(folder, 'eld', 'package.json');
    if (!existsSync(path)) continue;
    return String((JSON.parse(readFileSync(path, 'utf8')) as { version?: unknown }).version);
  }
  return null;
}
