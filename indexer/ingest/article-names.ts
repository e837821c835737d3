/** Names that are asked for again and again, and those of most elements. */
const NAMES = 'a p br img li td tr table tbody b i span font div ul ol em strong h1 h2 input object embed th hr';
const COMMON = NAMES.split(' ');
const COMMON_TAGS = new Map(COMMON.map((name) => [name, name.toUpperCase()]));
const COMMON_BITS = new Map(COMMON.map((name, at) => [name.toUpperCase(), 1 << at]));

/** The name of an element as trees spell it. @param name in lower case, as most are, or not */
export function tagOf(name: string): string {
  return COMMON_TAGS.get(name) ?? name.toUpperCase();
}

/** One of 32 bits for each name. Common names have one of their own, of the others two may have the same. */
export function bitOf(name: string): number {
  const own = COMMON_BITS.get(name);
  if (own !== undefined) return own;
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 111) + name.charCodeAt(at)) | 0;
  return 1 << (COMMON.length + ((hash >>> 0) % (32 - COMMON.length)));
}
