export type FrameKind = 'template' | 'parameter' | 'link' | 'external';

/** Something of wikitext that is open. */
export interface Frame {
  readonly kind: FrameKind;
  /** Where its text begins in the output. */
  readonly start: number;
  /** Where its arguments begin. */
  readonly bars: number[];
  /** Links before it. */
  readonly links: number;
}
