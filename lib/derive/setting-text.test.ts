import { expect, it } from 'vitest';
import { memorySetting, settings } from '@/lib/rules/testing/setting-rows';
import { settingText } from './setting-text';

it('writes a setting as a configuration file would', () => {
  const timed = (setting: number) =>
    settings({ checkpoint_timeout: setting }).map((row) => ({ ...row, unit: 's' }));
  const rows = [
    memorySetting('work_mem', 4_096, 'kB'),
    memorySetting('temp_file_limit', -1, 'kB'),
    ...timed(300),
    ...timed(0),
    ...settings({ max_connections: 100, search_path: '' }),
  ];
  expect(rows.map(settingText)).toEqual(['4MB', '-1', '300 s', '0', '100', "''"]);
  expect(settings({ a: 1 }).map((row) => settingText({ ...row, setting: null }))).toEqual([null]);
});
