/** Who may have the server do more from a page than answer: take a trace, ask one again, check an index. */
import { StillwebError } from '../errors.ts';
import type { ServerSettings } from './server-options.ts';

type ActionSettings = Pick<ServerSettings, 'isReadOnly' | 'token' | 'allowedHosts'>;

/**
 * Whoever has the token, or sits at this machine. A server without a token that is reached under other names stands behind a proxy,
 * and anybody may be asking.
 */
export function mayAct({ isReadOnly, token, allowedHosts }: ActionSettings): boolean {
  return !isReadOnly && (token !== null || allowedHosts.length === 0);
}

/**
 * @param instead the command that does the same
 * @throws StillwebError ACTION_FORBIDDEN
 */
export function requireAction(settings: ActionSettings, instead: string): void {
  if (mayAct(settings)) return;
  const why = settings.isReadOnly ? 'it was started with --read-only' : 'it has no token, and lets others in';
  throw new StillwebError('ACTION_FORBIDDEN', `pages of this server only read: ${why}. ${instead} does it elsewhere`, {
    command: instead,
  });
}
