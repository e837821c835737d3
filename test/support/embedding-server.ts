import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came, and how to answer it well. */
export interface EmbeddingCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly texts: readonly string[];
  /** From 0. */
  readonly number: number;
  /** Answers with these vectors, or with those of the texts, as the API of the path has it. */
  answer(vectors?: readonly unknown[]): void;
}

export interface EmbeddingServer {
  readonly origin: string;
  readonly calls: EmbeddingCall[];
  /** Instead of answering well. */
  behave: (call: EmbeddingCall) => void;
  close(): Promise<void>;
}

/** Counts of trigrams in 64 buckets: texts that share letters are near each other, and no text has a vector without length. */
export function trigramVector(text: string): number[] {
  const vector = new Array<number>(64).fill(0);
  vector[text.length % 64] += 0.25;
  const letters = ` ${text.toLowerCase()} `;
  for (let at = 0; at + 3 <= letters.length; at++) {
    let hash = 7;
    for (let j = 0; j < 3; j++) hash = (hash * 31 + letters.charCodeAt(at + j)) % 65_521;
    vector[hash % 64] += 1;
  }
  return vector;
}

/** A server on this machine that speaks the three APIs, each under its usual path. */
export async function openEmbeddingServer(vectorOf = trigramVector): Promise<EmbeddingServer> {
  const calls: EmbeddingCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    response.on('error', () => {});
    request.on('end', () => {
      const { input, inputs } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const texts: string[] = input ?? inputs;
      const answer = (vectors: readonly unknown[] = texts.map(vectorOf)) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(bodyOf(request.url ?? '', vectors)));
      };
      const call = { request, response, texts, number: calls.length, answer };
      calls.push(call);
      opened.behave(call);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const opened: EmbeddingServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    behave: (call) => call.answer(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return opened;
}

function bodyOf(path: string, vectors: readonly unknown[]): unknown {
  if (path === '/api/embed') return { model: 'm', embeddings: vectors };
  if (path !== '/v1/embeddings') return vectors;
  // Out of order, which the API allows.
  return { data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })).reverse() };
}
