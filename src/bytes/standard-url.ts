/** @returns what the URL parser of the platform makes of a text; null where it refuses it. @see https://url.spec.whatwg.org/ */
export function standardUrl(text: string, base?: URL | string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
