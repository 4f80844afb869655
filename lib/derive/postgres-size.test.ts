import { expect, it } from 'vitest';
import { postgresSize } from './postgres-size';

it('writes sizes as a configuration file takes them, rounded down', () => {
  const MIB = 1_024 ** 2;
  expect([1_024 * MIB, 1_536 * MIB, 819.2 * MIB, MIB, 65_536, 1_500].map(postgresSize)).toEqual([
    '1GB',
    '1536MB',
    '819MB',
    '1MB',
    '64kB',
    '1kB',
  ]);
});
