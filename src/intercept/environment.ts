/** What a command is told by its environment: where the interceptor is, whom to trust, and which shims to load. */
import { delimiter } from 'node:path';
import { type AllowedHost, writeAllowed } from './destination.ts';

export interface EnvironmentSources {
  /** Of the interceptor. */
  readonly port: number;
  readonly allowed: readonly AllowedHost[];
  /** The certificate of the authority alone, as PEM. */
  readonly authorityFile: string;
  /** The same with the roots that this machine trusts, for what takes one file in place of them. */
  readonly bundleFile: string;
  /** Where shims write what they refuse. */
  readonly refusalsFile: string;
  /** The folder that holds `sitecustomize.py`. */
  readonly pythonFolder: string;
  /** The module that Node loads before a program. */
  readonly nodeModule: string;
}

/** Its value is for the shims, which read it as they start: a value a line, hosts that are let through at the end. */
export const SHIM_VARIABLE = 'INTERCEPTED_BY_STILLWEB';

/** Files of roots, each by the variable that one family of clients reads. */
const BUNDLE_VARIABLES = [
  'SSL_CERT_FILE', // OpenSSL, Go, httpx, aiohttp, urllib
  'REQUESTS_CA_BUNDLE', // requests
  'CURL_CA_BUNDLE', // curl, requests
  'HTTPLIB2_CA_CERTS', // httplib2, Google's client for Python
  'CA_CERT_FILE', // primp, and ddgs with it
  'GIT_SSL_CAINFO', // git
  'PIP_CERT', // pip
  'AWS_CA_BUNDLE', // boto3
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH', // gRPC
] as const;
/** Files of roots beside the ones that a client brings. */
const AUTHORITY_VARIABLES = ['NODE_EXTRA_CA_CERTS', 'DENO_CERT'] as const;
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'] as const;
/** Without `::1`, which older clients cannot read there; the interceptor lets it through. */
const NO_PROXY = 'localhost,127.0.0.1';

/**
 * @param before the environment of this program; what is in it and not named here stays
 * @returns the environment of the command
 */
export function commandEnvironment(
  before: Readonly<Record<string, string | undefined>>,
  sources: EnvironmentSources,
): Record<string, string | undefined> {
  const proxy = `http://127.0.0.1:${sources.port}`;
  const both = (name: string, value: string) => [
    [name, value],
    [name.toLowerCase(), value],
  ];
  const set = Object.fromEntries([
    ...BUNDLE_VARIABLES.map((name) => [name, sources.bundleFile]),
    ...AUTHORITY_VARIABLES.map((name) => [name, sources.authorityFile]),
    ...PROXY_VARIABLES.flatMap((name) => both(name, proxy)),
    ...both('NO_PROXY', NO_PROXY),
    ['PYTHONPATH', joined(sources.pythonFolder, before.PYTHONPATH, delimiter)],
    ['NODE_OPTIONS', joined(before.NODE_OPTIONS, `--require=${quote(sources.nodeModule)}`, ' ')],
  ]) as Record<string, string>;
  const names = [SHIM_VARIABLE, ...Object.keys(set)];
  return { ...before, ...set, [SHIM_VARIABLE]: shimSettings(sources, names) };
}

/** @param names of variables that programs started by the command are given too, where it starts them with others */
function shimSettings(sources: EnvironmentSources, names: readonly string[]): string {
  const { port, authorityFile, refusalsFile, pythonFolder, nodeModule, allowed } = sources;
  return [
    port,
    authorityFile,
    refusalsFile,
    pythonFolder,
    quote(nodeModule),
    names.join(','),
    ...allowed.map(writeAllowed),
  ].join('\n');
}

function joined(first: string | undefined, second: string | undefined, separator: string): string {
  return [first, second].filter((part) => part !== undefined && part !== '').join(separator);
}

/** As Node reads NODE_OPTIONS: blanks end a word outside of quotes, and a backslash stands for what follows it inside. */
function quote(path: string): string {
  return /[\s"\\]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&')}"` : path;
}
