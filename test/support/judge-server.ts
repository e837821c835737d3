import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came, and how to answer it well. */
export interface JudgeRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: {
    readonly model: string;
    readonly temperature: number;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
  };
  /** The text that is judged, with the instructions before it. */
  readonly user: string;
  /** Answers with this message. */
  say(content: unknown): void;
}

export interface JudgeServer {
  /** As `--judge` takes it. */
  readonly url: string;
  readonly calls: JudgeRequest[];
  behave: (call: JudgeRequest) => void;
  close(): Promise<void>;
}

/** A server on this machine with the chat API of OpenAI. */
export async function openJudgeServer(behave: (call: JudgeRequest) => void): Promise<JudgeServer> {
  const calls: JudgeRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    response.on('error', () => {});
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const say = (content: unknown) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content } }] }));
      };
      const call = { request, response, body, user: body.messages.at(-1).content, say };
      calls.push(call);
      opened.behave(call);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const opened: JudgeServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    behave,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return opened;
}
