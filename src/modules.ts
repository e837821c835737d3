/**
 * How things that the house does not know reach every thread: as modules that register them when they are imported.
 *
 * A registry of this program lies in the memory of one thread, so whoever starts a thread passes on the URLs.
 */

/** URLs of modules, as `import()` takes them. Plain strings, so that they can be posted to a thread. */
export type ModuleUrls = readonly string[];

/** Imports one after the other, so that what a later module finds registered does not depend on a race. */
export async function importModules(urls: ModuleUrls): Promise<void> {
  for (const url of urls) await import(url);
}

/** The same for a thread that starts, before it has work. What goes wrong is told by `importModules`, with the work. */
export async function importAhead(urls: ModuleUrls): Promise<void> {
  await importModules(urls).catch(() => {});
}
