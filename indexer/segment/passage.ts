/** How documents are cut: `auto`, `whole`, or `words:N`. Part of the manifest. */
export type PassagePolicy =
  | { readonly kind: 'auto' }
  | { readonly kind: 'whole' }
  | { readonly kind: 'words'; readonly words: number };

/** A passage's place in its document's text, UTF-16 code units, `end` exclusive. */
export interface PassageRange {
  readonly start: number;
  readonly end: number;
}
