import { describe, expect, it } from 'vitest';
import { settingOverride, settings } from '../../testing/setting-rows';
import { isOn, readBoolean } from './setting-in-force';

describe('readBoolean', () => {
  it('reads what PostgreSQL takes for a boolean, abbreviated as well', () => {
    for (const text of ['on', 'ON', 'true', 't', 'yes', 'y', '1']) expect(readBoolean(text), text).toBe(true);
    for (const text of ['off', 'of', 'false', 'f', 'no', 'N', '0'])
      expect(readBoolean(text), text).toBe(false);
    for (const text of [null, '', 'o', 'hypercore', '2', 'trueish'])
      expect(readBoolean(text), String(text)).toBeNull();
  });
});

describe('isOn', () => {
  it('is so for the server, or for any database or role', () => {
    const none = { settings: settings({ jit: 'off' }), settingOverrides: [] };
    expect(isOn('jit', none)).toBe(false);
    expect(isOn('jit', { settings: null, settingOverrides: null })).toBe(false);
    expect(isOn('jit', { ...none, settings: settings({ jit: 'on' }) })).toBe(true);
    expect(
      isOn('jit', { ...none, settingOverrides: [settingOverride({ name: 'jit', setting: 'yes' })] }),
    ).toBe(true);
  });
});
