import { join } from 'node:path';
import { FIELDS_KIND, type FieldDescription, fieldSections } from '../../src/format/fields.ts';
import { FIELDS_FILE } from '../../src/format/file-names.ts';
import { writeSectionFile } from '../../src/store/section-file-writer.ts';
import type { Catalogue } from '../catalogue.ts';

/** Writes `fields.bin` where fields are declared. @returns what the manifest says of them */
export function assembleFields({ fields }: Catalogue, output: string): readonly FieldDescription[] {
  const { columns, descriptions } = fields.finish();
  if (columns.length > 0) writeSectionFile(join(output, FIELDS_FILE), FIELDS_KIND, fieldSections(columns));
  return descriptions;
}
