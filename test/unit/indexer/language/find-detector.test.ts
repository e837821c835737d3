import { expect, it } from 'vitest';
import { findDetector } from '../../../../indexer/language/find-detector.ts';
import { changeFileSystem } from '../../../../src/store/file-system.ts';

const fault = (find: () => void): unknown => {
  try {
    find();
    return null;
  } catch (error) {
    const { code, facts, message } = error as { code: string; facts: object; message: string };
    return { code, facts, message };
  }
};

it('the package that finds languages is found where it is installed', () => {
  expect(fault(findDetector)).toBeNull();
});

it('without it the command that installs it is told', () => {
  const mend = changeFileSystem(({ existsSync }) => ({
    existsSync: (path) => !String(path).includes('eld') && existsSync(path),
  }));
  try {
    expect(fault(findDetector)).toMatchObject({
      code: 'DETECTOR_MISSING',
      facts: { package: 'eld@2.1.0', install: 'npm install eld@2.1.0' },
      message: expect.stringContaining('is not installed'),
    });
  } finally {
    mend();
  }
});

it('another version is refused, for it may find other languages', () => {
  const mend = changeFileSystem(() => ({ readFileSync: (() => '{"version":"2.0.3"}') as never }));
  try {
    expect(fault(findDetector)).toMatchObject({ code: 'DETECTOR_MISSING', facts: { found: '2.0.3' } });
  } finally {
    mend();
  }
});
