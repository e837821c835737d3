/** Folders that hold tools and not documents: passed over as hidden ones are. */
export const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules']);
