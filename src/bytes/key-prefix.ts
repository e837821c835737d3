/** The first six bytes of a key as an integer, zeros behind a shorter one: decides nearly every comparison by bytes. */
export function keyPrefix(key: Uint8Array): number {
  let prefix = 0;
  for (let i = 0; i < 6; i++) prefix = prefix * 256 + (i < key.length ? key[i] : 0);
  return prefix;
}
