import { StillwebError } from '../../src/errors.ts';
import type { CollectionDocument, FieldMap } from './collection.ts';

/** Fields that a record may lack. One without id or text is a fault by itself. */
const MAY_LACK = ['title', 'url', 'date', 'language', 'links'] as const;

/** Watches whether the fields that a build names are in any record: one that is in none is a typing slip. */
export class NamedFields {
  private readonly unmet: Map<(typeof MAY_LACK)[number], string>;

  constructor(fields: FieldMap = {}) {
    this.unmet = new Map(MAY_LACK.flatMap((field) => (fields[field] === undefined ? [] : [[field, fields[field]]])));
  }

  look(document: CollectionDocument): void {
    for (const [field, name] of this.unmet) if (holds(document, field, name)) this.unmet.delete(field);
  }

  /** Called behind the last document. @throws StillwebError SETTING_INVALID */
  refuseUnmet(): void {
    for (const [field, name] of this.unmet) {
      const message = `no document has a ${field} in the field ${JSON.stringify(name)} that --${field}-field names`;
      throw new StillwebError('SETTING_INVALID', message, { setting: `${field}-field`, field: name });
    }
  }
}

/** Whether a field was read, or was there and stays in the metadata because it could not be read. */
function holds(document: CollectionDocument, field: (typeof MAY_LACK)[number], name: string): boolean {
  const value = document[field];
  const isRead = value !== undefined && value !== '';
  return isRead || (document.metadata !== undefined && Object.hasOwn(document.metadata, name));
}
