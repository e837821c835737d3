import { StillwebError } from '../errors.ts';
import { storageFault } from '../store/storage-fault.ts';

/** What a system answers to an address that is not its own, or to a name that it cannot look up. */
const NO_ADDRESS: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'EINVAL',
  'ENETUNREACH',
  'ENODATA',
  'ENOTFOUND',
]);
/** What is used up, by this process or by the machine. */
const USED_UP: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** Why a server cannot listen, as the catalogue knows it; null for anything else. */
export function listenFault(error: unknown, host: string, port: number): StillwebError | null {
  if (!(error instanceof Error)) return null;
  const { code = '', syscall = '', message } = error as NodeJS.ErrnoException;
  const facts = { host, port, errno: code };
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (code === 'EADDRINUSE') {
    const sentence = `another program listens on ${where}`;
    return new StillwebError('PORT_TAKEN', sentence, facts, { cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const sentence = `this user may not listen on ${where} (${code})`;
    return new StillwebError('PORT_FORBIDDEN', sentence, facts, { cause: error });
  }
  if (NO_ADDRESS.has(code)) {
    const sentence = `nothing can listen on ${JSON.stringify(host)}: it is no address of this machine (${code})`;
    return new StillwebError('ADDRESS_UNAVAILABLE', sentence, facts, { cause: error });
  }
  if (USED_UP.has(code)) {
    return new StillwebError('STORAGE_FAILED', message, { ...facts, syscall }, { cause: error });
  }
  if (code === 'ERR_SOCKET_BAD_PORT') {
    const sentence = `${port} is no port: it is a whole number from 0 to 65,535`;
    return new StillwebError('SETTING_INVALID', sentence, { setting: 'port', port }, { cause: error });
  }
  return storageFault(error);
}
