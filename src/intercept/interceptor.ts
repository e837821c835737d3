import { Server as HttpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';
import { type AnswerCounts, type AnswererOptions, RequestAnswerer } from './answer-request.ts';
import type { Authority } from './authority.ts';
import { parseDestination } from './destination.ts';
import { letThrough } from './let-through.ts';

/** The first byte of a connection that begins with TLS (RFC 8446, section 5.1); no method of HTTP begins with it. */
const TLS_HANDSHAKE = 0x16;
const LOOPBACK = '127.0.0.1';

export interface InterceptorOptions extends AnswererOptions {
  readonly authority: Authority;
}

/**
 * One listener on loopback that is every host: TLS under the name that the client asks for, plain HTTP, and a proxy that is
 * asked with CONNECT or with a whole address. What a connection is, its first byte tells.
 */
export class Interceptor {
  readonly #listener = new NetServer({ noDelay: true });
  readonly #tls: TlsServer;
  readonly #http: HttpServer;
  readonly #answerer: RequestAnswerer;
  readonly #sockets = new Set<Duplex>();

  constructor(options: InterceptorOptions) {
    const { authority } = options;
    this.#answerer = new RequestAnswerer(options);
    this.#http = new HttpServer((request, response) => this.#answerer.answer(request, response));
    this.#http.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#openTunnel(request, socket, head);
    });
    this.#http.on('clientError', (_error, socket: Duplex) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
      else socket.destroy();
    });
    this.#tls = new TlsServer({
      ALPNProtocols: ['http/1.1'],
      // A client that names no host has asked for an address.
      SNICallback: (name, done) => {
        const context = authority.contextFor(name);
        if (context === null) done(new Error(`${JSON.stringify(name)} is no name of a host`));
        else done(null, context);
      },
    });
    this.#tls.on('secureConnection', (socket) => this.#keep(socket) && this.#http.emit('connection', socket));
    this.#tls.on('tlsClientError', (_error, socket) => socket.destroy());
    this.#listener.on('connection', (socket) => {
      this.#keep(socket);
      this.#recognise(socket);
    });
  }

  /** Listens on loopback at a free port; settles with it. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#listener.once('error', reject);
      this.#listener.listen(0, LOOPBACK, () => {
        const { port } = this.#listener.address() as AddressInfo;
        this.#answerer.ownPort = port;
        resolve(port);
      });
    });
  }

  get counts(): AnswerCounts {
    return this.#answerer.counts;
  }

  /** Cuts every connection off. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#listener.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    this.#http.close();
    this.#tls.close();
    await closed;
  }

  #keep(socket: Duplex): boolean {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return true;
  }

  /** Gives a connection to the server that speaks what it begins with. */
  #recognise(socket: Duplex): void {
    socket.once('data', (bytes: Buffer) => {
      socket.pause();
      socket.unshift(bytes);
      if (bytes[0] === TLS_HANDSHAKE) {
        this.#tls.emit('connection', socket as Socket);
      } else {
        this.#http.emit('connection', socket as Socket);
        socket.resume();
      }
    });
  }

  #openTunnel(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const destination = parseDestination(request.url ?? '', 'https');
    if (destination === null) {
      socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    if (this.#answerer.lets(destination)) {
      letThrough(destination, socket, head);
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    this.#recognise(socket);
  }
}
