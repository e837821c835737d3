/** The files that a command is pointed at. They are in a folder of their own, which nobody else may enter, and go with it. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';

/** Of a folder: the process that made it. */
const NAME = /^stillweb-run-(\d+)-/;
const SHIMS = fileURLToPath(new URL('shims', import.meta.url));
/** The roots of the system, where Linux and BSD keep them. */
const SYSTEM_ROOTS = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];
/** Files of roots that the user has named; hosts that are let through may need them. */
const USER_ROOTS = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'];

export interface Workspace {
  readonly authorityFile: string;
  readonly bundleFile: string;
  readonly refusalsFile: string;
  readonly pythonFolder: string;
  readonly nodeModule: string;
  /** Connections that shims refused, as `tcp://host:port`, in the order in which they were refused. */
  readRefusals(): string[];
  remove(): void;
}

/**
 * Python writes what it compiles beside what it loads, so its shims are copied here. Node's are not: a program that outlives the
 * command must still find them when it starts another.
 *
 * @param certificate of the authority, as PEM
 * @param environment of this program
 */
export function openWorkspace(
  certificate: string,
  environment: Readonly<Record<string, string | undefined>>,
): Workspace {
  removeLeftBehind();
  const folder = mkdtempSync(join(tmpdir(), `stillweb-run-${process.pid}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const files = {
    authorityFile: join(folder, 'authority.pem'),
    bundleFile: join(folder, 'roots.pem'),
    refusalsFile: join(folder, 'refused.txt'),
    pythonFolder: join(folder, 'python'),
    nodeModule: join(SHIMS, 'node', 'preload.cjs'),
  };
  try {
    writeFileSync(files.authorityFile, withUserFile(certificate, environment.NODE_EXTRA_CA_CERTS));
    writeFileSync(files.bundleFile, [certificate, ...knownRoots(environment)].join('\n'));
    writeFileSync(files.refusalsFile, '');
    cpSync(join(SHIMS, 'python'), files.pythonFolder, { recursive: true });
  } catch (fault) {
    remove();
    throw fault;
  }
  return {
    ...files,
    readRefusals: () =>
      readFileSync(files.refusalsFile, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    remove,
  };
}

/** The folders of processes that were killed before they could remove them. Those of other users stay. */
function removeLeftBehind(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // It is somebody else's.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Those that the user has named and those of the system, or else of Node: each is read for every context of TLS. */
function knownRoots(environment: Readonly<Record<string, string | undefined>>): string[] {
  const system = SYSTEM_ROOTS.find(isPresent);
  const files = new Set([...USER_ROOTS.map((name) => environment[name]), system].filter(isPresent));
  return [...(system === undefined ? rootCertificates : []), ...[...files].map((path) => readFileSync(path, 'utf8'))];
}

function withUserFile(certificate: string, path: string | undefined): string {
  return isPresent(path) ? `${certificate}\n${readFileSync(path, 'utf8')}` : certificate;
}

function isPresent(path: string | undefined): path is string {
  return path !== undefined && path !== '' && existsSync(path);
}
