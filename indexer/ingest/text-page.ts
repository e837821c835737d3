import { makePageReader } from './page-reader.ts';

/** A text file is one document: its text as it is. */
export const textReader = makePageReader('text', ['.txt'], (source) => ({ title: '', text: source }));
