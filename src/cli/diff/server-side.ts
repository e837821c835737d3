import { StillwebError } from '../../errors.ts';
import { Sandbox } from '../../intercept/sandbox.ts';
import type { RankedSide, SideOptions } from './ranked-side.ts';

/** A server of ours, asked one query after the other. An address may choose an index: `http://127.0.0.1:7080/i/wiki`. */
export function openServerSide(address: string, { k, mode, exact, token }: SideOptions): RankedSide {
  const [, origin, path = ''] = /^(https?:\/\/[^/?#]*)([^?#]*)/i.exec(address) ?? [address, address];
  const server = new Sandbox(origin, token);
  const asked = { k, ...(mode !== undefined && { mode }), ...(exact === true && { exact }) };
  return {
    name: address,
    topics: null,
    rank: async ({ text }) => {
      const request = { query: text, ...asked, collapse: false, snippet: false };
      const { status, body } = await server.ask(`${path.replace(/\/+$/, '')}/v1/search`, request);
      return hitsOf(body, status, origin);
    },
    close: async () => server.close(),
  };
}

/** @throws StillwebError ANSWER_UNREADABLE, also with what the server refused */
function hitsOf(body: string, status: number, server: string): string[] {
  const answer = readJson(body);
  const { hits } = answer as { readonly hits?: unknown };
  if (status === 200 && Array.isArray(hits)) {
    const ids = (hits as readonly { readonly id?: unknown }[]).map(({ id }) => id);
    if (ids.every((id): id is string => typeof id === 'string')) return ids;
  }
  const { error } = answer as { readonly error?: { readonly code?: string; readonly message?: string } };
  const refused = error?.code === undefined ? '' : `: ${error.code}, ${error.message ?? ''}`;
  throw new StillwebError('ANSWER_UNREADABLE', `${server} answered with status ${status} and no hits${refused}`, {
    server,
    status,
  });
}

function readJson(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
