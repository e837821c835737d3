import { describe, expect, it } from 'vitest';
import { Findings, MAX_TOLD_OF_KIND } from '../../../../src/store/invariants/findings.ts';

const fill = (findings: Findings, count: number) => {
  for (let i = 0; i < count; i++) findings.add('impact', `impact ${i}`);
};

describe('findings', () => {
  it('are told in the order in which they were made', () => {
    const findings = new Findings();
    expect(findings.count).toBe(0);
    fill(findings, MAX_TOLD_OF_KIND - 1);
    findings.add('block', 'a block');
    fill(findings, 1);
    expect(findings.count).toBe(MAX_TOLD_OF_KIND + 1);
    expect(findings.finish()).toHaveLength(MAX_TOLD_OF_KIND + 1);
    expect(findings.finish().at(-2)).toEqual({ kind: 'block', message: 'a block' });
    expect([findings.has('block'), findings.has('position')]).toEqual([true, false]);
  });

  it('of one kind are counted beyond a number, those of others still told', () => {
    const findings = new Findings();
    fill(findings, MAX_TOLD_OF_KIND + 7);
    findings.add('block', 'a block');
    expect(findings.count).toBe(MAX_TOLD_OF_KIND + 8);
    expect(findings.finish()).toHaveLength(MAX_TOLD_OF_KIND + 2);
    expect(findings.finish().at(-1)).toEqual({ kind: 'impact', message: '7 more of kind impact' });
  });
});
