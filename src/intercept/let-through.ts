/**
 * What is not intercepted although it comes here: connections to this machine and to the hosts that the user has named. Other
 * code of an interceptor reaches nothing but the server that answers.
 */
import { type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { connectingHost, type Destination } from './destination.ts';
import { headersOf, pipeExchange } from './pipe-exchange.ts';

/** Answers CONNECT by joining the two connections, whatever they speak. */
export function letThrough({ host, port }: Destination, client: Duplex, head: Buffer): void {
  const server = connect({ host: connectingHost(host), port });
  const cut = (): void => {
    server.destroy();
    client.destroy();
  };
  server.on('connect', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    server.write(head);
    server.pipe(client).pipe(server);
  });
  server.on('error', ({ message }) => {
    if (server.bytesWritten > 0) cut();
    else client.end(`HTTP/1.1 502 Bad Gateway\r\ncontent-length: ${Buffer.byteLength(message)}\r\n\r\n${message}`);
  });
  client.on('error', cut);
  client.on('close', cut);
  server.on('close', () => client.end());
}

/** Answers a request that names its host in its first line, as clients send to a proxy. */
export function passOn({ host, port }: Destination, request: IncomingMessage, response: ServerResponse): void {
  const { method, url: path } = request;
  const open = () => requestHttp({ host: connectingHost(host), port, method, path, headers: headersOf(request) });
  pipeExchange(open, request, response, ({ message }) => message);
}
