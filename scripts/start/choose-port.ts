import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { CONFIG_FILE } from '../../src/cli/config-file.ts';

/** The default of `stillweb serve`. */
const USUAL_PORT = 7080;
/** Ports that are tried; behind them the system chooses one. */
const TRIED_PORTS = 20;

/**
 * Flags that name a free port where the usual one is taken. None where a port is named: then it is meant.
 *
 * @param flags of `stillweb serve`
 * @param usual first port that is tried
 */
export async function choosePort(
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  usual = USUAL_PORT,
): Promise<string[]> {
  const isNamed = (flag: string): boolean => flags.some((each) => each === flag || each.startsWith(`${flag}=`));
  // A settings file may name one too, and is read by the command.
  if (isNamed('--port') || isNamed('--config') || environment.STILLWEB_PORT !== undefined || existsSync(CONFIG_FILE))
    return [];
  const host = hostOf(flags) ?? environment.STILLWEB_HOST ?? '127.0.0.1';
  for (let port = usual; port < usual + TRIED_PORTS; port++) {
    if (await isTaken(host, port)) continue;
    if (port === usual) return [];
    process.stderr.write(`port ${usual} is taken: taking ${port}\n`);
    return ['--port', String(port)];
  }
  process.stderr.write(`ports ${usual} to ${usual + TRIED_PORTS - 1} are taken: taking any free one\n`);
  return ['--port', '0'];
}

function hostOf(flags: readonly string[]): string | undefined {
  const at = flags.indexOf('--host');
  return at >= 0 ? flags[at + 1] : flags.find((flag) => flag.startsWith('--host='))?.slice('--host='.length);
}

/** Any other fault is told by the server itself. */
function isTaken(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(false)));
  });
}
