import { expect, it } from 'vitest';
import { measure } from './measure';

it('writes a number in the words of its unit', () => {
  const plain = (...of: Parameters<typeof measure>) => measure(...of).replaceAll('\u00a0', ' ');
  expect([plain('count', 1_200), plain('bytes', 2_048), plain('seconds', 90), plain('ratio', 0.5)]).toEqual([
    '1,200',
    '2 KiB',
    '1 min 30 s',
    '50%',
  ]);
  expect([plain('perSecond', 9.96), plain('perSecond', 12.4), plain('bytesPerSecond', 1_024)]).toEqual([
    '10/s',
    '12/s',
    '1 KiB/s',
  ]);
});
