/** The server that answers: the one connection that an interceptor opens by itself. */
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { StillwebError } from '../errors.ts';
import { headersOf, pipeExchange } from './pipe-exchange.ts';

export interface SandboxAnswer {
  readonly status: number;
  /** In lower case. */
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export class Sandbox {
  readonly #url: URL;
  readonly #token: string | null;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #request: typeof requestHttp;

  /**
   * @param url of a server of ours, such as `http://127.0.0.1:7080`
   * @param token for its native API; requests of dialects bring their own
   */
  constructor(url: string, token: string | null = null) {
    this.#url = readServerUrl(url);
    this.#token = token;
    const isSecure = this.#url.protocol === 'https:';
    this.#agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
    this.#request = isSecure ? requestHttps : requestHttp;
  }

  /** Asks for what is no JSON. @throws StillwebError SANDBOX_UNREACHABLE */
  async download(path: string): Promise<Omit<SandboxAnswer, 'body'> & { readonly body: Buffer }> {
    return await this.#exchange(path, null);
  }

  /**
   * Asks the native API. @param body JSON for a POST; a GET without @throws StillwebError SANDBOX_UNREACHABLE
   */
  async ask(path: string, body?: unknown): Promise<SandboxAnswer> {
    const answer = await this.#exchange(path, body === undefined ? null : Buffer.from(JSON.stringify(body)));
    return { ...answer, body: answer.body.toString('utf8') };
  }

  #exchange(path: string, content: Buffer | null): Promise<Omit<SandboxAnswer, 'body'> & { readonly body: Buffer }> {
    return new Promise((resolve, reject) => {
      const fail = (cause: Error): void => reject(this.#unreachable(cause));
      const asking = this.#request(new URL(path, this.#url), {
        agent: this.#agent,
        method: content === null ? 'GET' : 'POST',
        headers: {
          ...(content !== null && { 'content-type': 'application/json', 'content-length': content.length }),
          ...(this.#token !== null && { authorization: `Bearer ${this.#token}` }),
        },
      });
      asking.on('error', fail);
      asking.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, body: Buffer.concat(chunks) });
        });
      });
      asking.end(content);
    });
  }

  /** Passes a request on as it came, its Host header too, and its answer back; both as streams. */
  forward(request: IncomingMessage, response: ServerResponse): void {
    const open = () =>
      this.#request({
        agent: this.#agent,
        host: this.#url.hostname.replace(/^\[|\]$/g, ''),
        port: this.#url.port,
        method: request.method,
        path: request.url,
        headers: headersOf(request),
      });
    pipeExchange(open, request, response, (cause) => this.#unreachable(cause).message);
  }

  close(): void {
    this.#agent.destroy();
  }

  #unreachable(cause: Error): StillwebError {
    const { code = cause.message } = cause as NodeJS.ErrnoException;
    const message = `the server ${this.#url.origin} gave no answer (${code})`;
    return new StillwebError('SANDBOX_UNREACHABLE', message, { server: this.#url.origin }, { cause });
  }
}

/** @throws StillwebError SETTING_INVALID */
function readServerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isServer = url !== null && /^https?:$/.test(url.protocol) && `${url.pathname}${url.search}${url.hash}` === '/';
  if (isServer && url.username === '') return url;
  const message = `server takes an address such as http://127.0.0.1:7080, not ${JSON.stringify(text)}`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'server', server: text });
}
