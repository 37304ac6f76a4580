import { expect, test } from 'vitest';
import { fileSizes } from '../../tools/house/file-sizes.ts';
import { sourceFiles } from '../../tools/house/project-files.ts';

const hardStop = 400;
const largestMedian = 90;

test.for(['src', 'sandbox'])('files of %s stay small', (folder) => {
  const { median, tooLong } = fileSizes(sourceFiles(folder), hardStop);
  expect(tooLong).toEqual([]);
  expect(median).toBeLessThanOrEqual(largestMedian);
});

const lines = (count: number): string => 'x\n'.repeat(count);

test('seen failing: one line too many, and a high median', () => {
  const sizes = fileSizes(
    new Map([
      ['src/a.ts', lines(400)],
      ['src/b.ts', lines(401)],
      ['src/c.ts', lines(91)],
      ['src/d.ts', 'no line break at the end'],
    ]),
    hardStop,
  );
  expect(sizes).toEqual({ median: 91, tooLong: ['src/b.ts: 401 lines'] });
});
