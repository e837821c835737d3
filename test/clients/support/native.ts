/** What the native API finds: every dialect must name the same, in the same order. */
import { sandboxUrl } from '../../../src/contract/sandbox-url.ts';

export async function nativeUrls(server: string, query: string, k: number): Promise<string[]> {
  const answer = await fetch(`${server}/v1/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, k, snippet: false }),
  });
  const { hits } = (await answer.json()) as { hits: { id: string; url: string | null }[] };
  return hits.map(({ id, url }) => url ?? sandboxUrl('lights', id));
}
