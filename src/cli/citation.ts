import { readManifest, verifyFiles } from '../store/open.ts';
import { defaultName } from '../store/publish.ts';
import { identifyFolder } from '../store/tree-identifier.ts';

export interface Citation {
  readonly name: string;
  readonly software: string;
  readonly id: string;
  readonly generation: string;
  readonly documents: number;
  /** SWHID of the folder of the generation. */
  readonly swhid: string;
}

/** How a paper names an index, for programs and for people. @param directory absolute */
export function describeCitation(directory: string): { facts: Citation; text: string } {
  const { current, folder, manifest } = readManifest(directory);
  verifyFiles(
    folder,
    manifest,
    manifest.files.map(({ name }) => name),
  );
  const facts = {
    name: current.name ?? defaultName(directory),
    software: manifest.provenance.software,
    id: manifest.id,
    generation: current.generation,
    documents: manifest.counts.documents,
    swhid: identifyFolder(folder, manifest),
  };
  const { name, software, id, documents, swhid } = facts;
  return { facts, text: `${name}, an index of ${documents} documents by ${software}. Index id ${id}. ${swhid}` };
}
