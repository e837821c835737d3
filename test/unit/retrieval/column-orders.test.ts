import { describe, expect, it } from 'vitest';
import type { FieldColumn } from '../../../src/format/fields.ts';
import { ColumnOrders } from '../../../src/retrieval/column-orders.ts';

const DAYS: FieldColumn = {
  type: 'date',
  codes: Uint32Array.of(20_240_105, 0, 19_991_231, 20_240_105, 65_536, 65_535),
};
const LATER: FieldColumn = { type: 'date', codes: Uint32Array.of(3, 1, 2) };

describe('the orders of columns', () => {
  it('are made when a column is asked for the second time: codes ascend, and among equal ones documents', () => {
    const orders = new ColumnOrders();
    expect(orders.of(DAYS)).toBeNull();
    const order = orders.of(DAYS);
    expect(order?.documents).toEqual(Uint32Array.of(1, 5, 4, 2, 0, 3));
    expect(order?.codes).toEqual(Uint32Array.of(0, 65_535, 65_536, 19_991_231, 20_240_105, 20_240_105));
    expect(orders.of(DAYS)).toBe(order);
  });

  it('name the document of each keyword of a set', () => {
    const names = { size: 3 } as never;
    const column: FieldColumn = {
      type: 'set',
      starts: Uint32Array.of(0, 2, 2, 3),
      codes: Uint32Array.of(1, 3, 1),
      names,
    };
    const orders = new ColumnOrders();
    orders.of(column);
    expect(orders.of(column)).toEqual({ documents: Uint32Array.of(0, 2, 0), codes: Uint32Array.of(1, 1, 3) });
  });

  it('are not made of a column for which there is no room, and of a smaller one they are', () => {
    const orders = new ColumnOrders(3 * 8);
    for (const column of [DAYS, DAYS, DAYS, LATER]) expect(orders.of(column)).toBeNull();
    expect(orders.of(LATER)).not.toBeNull();
    const other: FieldColumn = { type: 'date', codes: Uint32Array.of(1) };
    orders.of(other);
    expect(orders.of(other)).toBeNull();
  });
});
