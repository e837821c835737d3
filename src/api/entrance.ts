/** Every way by which Node hands over a request leads through one door: no method and no header has another. */
import { type IncomingMessage, type RequestListener, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { settleAddress, settleTarget } from './target.ts';
import type { Turnstile } from './turnstile.ts';

/** Only the first of the servers that listen on `localhost` has it: the others refuse as the framework does, to the same end. */
export function standBefore(server: Server, turnstile: Turnstile, vendorHosts: ReadonlyMap<string, string>): void {
  const [enter] = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  const receive: RequestListener = (message, response) => {
    // What follows an answer that closes its connection cannot be answered any more.
    if (message.socket.writableEnded) return;
    settleTarget(message);
    settleAddress(message, vendorHosts);
    if (!turnstile.refuses(message, response)) enter(message, response);
  };
  server.on('request', receive);
  // Without these Node would ask for the body before the gate was passed, or answer in words of its own.
  server.on('checkContinue', receive);
  server.on('checkExpectation', receive);
  // And it would close the connection without an answer.
  server.on('connect', (message: IncomingMessage, socket: Socket) => {
    const response = new ServerResponse(message);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => socket.destroySoon());
    receive(message, response);
  });
}
