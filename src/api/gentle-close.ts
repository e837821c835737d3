import type { Socket } from 'node:net';

/** How long a client may take to close its side after the server has closed its own. */
const LINGER_MS = 1000;

const closing = new WeakSet<Socket>();

/**
 * Closes a connection when all has been written and the client has seen it. A socket that is closed while bytes of its client are
 * unread resets the connection, and what was written last may be lost on its way (RFC 9112 §9.6).
 *
 * It takes the place of `destroySoon`, by which Node closes a connection after its last answer.
 */
export function closeGently(socket: Socket): void {
  // Of requests that came behind each other, each answer may ask for it.
  if (socket.destroyed || closing.has(socket)) return;
  closing.add(socket);
  if (socket.writable) socket.end();
  const linger = (): void => {
    if (socket.readableEnded || socket.destroyed) {
      socket.destroy();
      return;
    }
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('end', () => socket.destroy());
    socket.once('close', () => clearTimeout(timer));
    socket.resume();
  };
  if (socket.writableFinished) linger();
  else socket.once('finish', linger);
}
