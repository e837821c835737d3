import { DataType, type Table, type Vector } from 'apache-arrow';
import { quantise } from '../quantise.ts';
import type { RecordedTokens } from '../recorded-tokens.ts';
import { toUnitLength } from '../unit-length.ts';
import { readArrowTable } from './arrow-vectors.ts';
import { damagedVectors } from './vector-file.ts';

const VECTORS_COLUMN = 'vectors';

/**
 * Vectors of the tokens of texts in a table of Arrow, a row a text: the column that names it, and `vectors`, lists of lists of int8, float32
 * or float64. It is read whole, and held as it is.
 *
 * @param named the column of the names
 * @param mostTokens of a text
 * @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED
 */
export async function openArrowTokens(path: string, named: string, mostTokens: number): Promise<RecordedTokens> {
  const table = await readArrowTable(path);
  const column = vectorsColumn(table, path);
  const rows = readNames(table, path, named);
  let dimensions = 0;
  for (const [name, row] of rows) {
    const tokens = (column.get(row) as Vector | null)?.length ?? 0;
    if (tokens < 1 || tokens > mostTokens) {
      throw damagedVectors(path, `has ${tokens} vectors for ${JSON.stringify(name)}; there are 1 to ${mostTokens}`);
    }
    if (dimensions === 0) dimensions = componentsOf(column, row, 0, path).length;
  }
  if (dimensions === 0) throw damagedVectors(path, 'holds no vector');
  const read = (name: string): Int8Array | null => {
    const row = rows.get(name);
    if (row === undefined) return null;
    const count = (column.get(row) as Vector).length;
    const vectors = new Int8Array(count * dimensions);
    for (let token = 0; token < count; token++) {
      const components = componentsOf(column, row, token, path);
      if (components.length !== dimensions) {
        const what = `has ${components.length} components for ${JSON.stringify(name)}, and ${dimensions} elsewhere`;
        throw damagedVectors(path, what);
      }
      const place = vectors.subarray(token * dimensions, (token + 1) * dimensions);
      if (components instanceof Int8Array) place.set(components);
      else quantise(toUnitLength(Float64Array.from(components)), place);
    }
    return vectors;
  };
  return { dimensions, read, close: () => {} };
}

function vectorsColumn(table: Table, path: string): Vector {
  const isList = (type: DataType) => DataType.isList(type) || DataType.isFixedSizeList(type);
  const type = table.schema.fields.find(({ name }) => name === VECTORS_COLUMN)?.type;
  const inner = type !== undefined && isList(type) ? (type as { valueType: DataType }).valueType : undefined;
  if (inner === undefined || !isList(inner)) throw damagedVectors(path, `has no column "vectors" of lists of lists`);
  return table.getChild(VECTORS_COLUMN)!;
}

/** The row of each name. */
function readNames(table: Table, path: string, named: string): ReadonlyMap<string, number> {
  const column = table.getChild(named);
  if (column === null) throw damagedVectors(path, `has no column ${JSON.stringify(named)}`);
  const rows = new Map<string, number>();
  for (let row = 0; row < table.numRows; row++) {
    const name: unknown = column.get(row);
    if (typeof name !== 'string') throw damagedVectors(path, `has no ${named} in row ${row}`);
    if (rows.has(name)) throw damagedVectors(path, `names ${JSON.stringify(name)} twice, in row ${row} again`);
    rows.set(name, row);
  }
  return rows;
}

function componentsOf(
  column: Vector,
  row: number,
  token: number,
  path: string,
): Int8Array | Float32Array | Float64Array {
  const values: unknown = ((column.get(row) as Vector).get(token) as Vector | null)?.toArray();
  if (values instanceof Int8Array || values instanceof Float32Array || values instanceof Float64Array) {
    if (values.length > 0) return values;
  }
  throw damagedVectors(path, `has no vector of int8, float32 or float64 in row ${row}`);
}
