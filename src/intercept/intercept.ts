import { vendorHosts } from '../dialects/dialect.ts';
import '../dialects/dialects.ts';
import type { AnswerCounts, Policy } from './answer-request.ts';
import { Authority } from './authority.ts';
import { Collection } from './collection.ts';
import type { AllowedHost } from './destination.ts';
import { commandEnvironment } from './environment.ts';
import { Interceptor } from './interceptor.ts';
import { MissLog } from './miss-log.ts';
import { runCommand } from './run-command.ts';
import { Sandbox } from './sandbox.ts';
import { openWorkspace } from './workspace.ts';

export interface InterceptOptions {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Of the server that answers, such as `http://127.0.0.1:7080`. */
  readonly server: string;
  /** For the native API of the server. */
  readonly token?: string | null;
  readonly policy?: Policy;
  readonly allowed?: readonly AllowedHost[];
  /** A file of JSON Lines, made anew. */
  readonly missesFile?: string | null;
  /** Default: that of this program. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told when all is ready, right before the command is started. */
  readonly onReady?: (ready: { readonly indexes: readonly string[]; readonly port: number }) => void;
}

export interface InterceptOutcome extends AnswerCounts {
  /** Of the command. */
  readonly exitCode: number;
  /** What the command asked for and did not get. */
  readonly misses: number;
}

/**
 * Runs a command whose requests to the web are answered by a server of ours; nothing of it leaves this machine but to that
 * server and to hosts that are let through. What was made for it is gone when it ends, however it ends.
 *
 * @throws StillwebError SANDBOX_UNREACHABLE, COMMAND_NOT_RUN, SETTING_INVALID, STORAGE_FAILED
 */
export async function intercept(options: InterceptOptions): Promise<InterceptOutcome> {
  const { environment = process.env, allowed = [], policy = 'not-found' } = options;
  // Of the dialects of the house, and of those that modules have registered in this thread.
  const vendors = new Set(vendorHosts().keys());
  const sandbox = new Sandbox(options.server, options.token);
  const misses = new MissLog(options.missesFile ?? null);
  try {
    const collection = await Collection.open(sandbox);
    const authority = new Authority();
    const interceptor = new Interceptor({ authority, sandbox, collection, vendors, allowed, policy, misses });
    try {
      const port = await interceptor.listen();
      options.onReady?.({ indexes: collection.indexes, port });
      const exitCode = await runInWorkspace(authority, environment, { port, allowed, misses }, options.command);
      return { ...interceptor.counts, exitCode, misses: misses.count };
    } finally {
      await interceptor.close();
    }
  } finally {
    sandbox.close();
    misses.close();
  }
}

interface Held {
  readonly port: number;
  readonly allowed: readonly AllowedHost[];
  readonly misses: MissLog;
}

async function runInWorkspace(
  { certificate }: Authority,
  environment: Readonly<Record<string, string | undefined>>,
  { port, allowed, misses }: Held,
  command: readonly string[],
): Promise<number> {
  const workspace = openWorkspace(certificate, environment);
  // A fault that ends this program ends here too.
  process.once('exit', workspace.remove);
  try {
    return await runCommand(command, commandEnvironment(environment, { ...workspace, port, allowed }));
  } finally {
    for (const url of workspace.readRefusals()) misses.add({ url, reason: 'refused' });
    process.off('exit', workspace.remove);
    workspace.remove();
  }
}
