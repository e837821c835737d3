/** With another version of its data the same texts may have other languages, so no other is taken. */
export const ELD_VERSION = '2.1.0';

/** What a manifest says of where languages come from. */
export const DETECTOR_NAME = `eld ${ELD_VERSION} medium`;
