import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { settingOverride, settings } from '../testing/setting-rows';
import rule from './restoring-left-on';

const NAME = 'timescaledb.restoring';
const check = (
  settingOverrides: Parameters<typeof rule.check>[0]['settingOverrides'],
  ofServer = settings({ [NAME]: 'off' }),
) => {
  const result = rule.check(
    { settings: ofServer, settingOverrides },
    context({ server: server({ extensionSchemas: { timescaledb: 'time"s' } }) }),
  );
  if (!('length' in result)) throw new Error('expected findings');
  return result;
};
const on = (over: Parameters<typeof settingOverride>[0] = {}) =>
  settingOverride({ name: NAME, setting: 'on', ...over });

describe('versions/restoring-left-on', () => {
  it('is quiet while it is off', () => {
    expect(check([])).toEqual([]);
    expect(check([on({ setting: 'off' }), on({ name: 'timescaledb.license' })])).toEqual([]);
  });

  it('does not apply without TimescaleDB', () => {
    expect(
      rule.check({ settings: [], settingOverrides: [] }, context({ server: server({ timescale: null }) })),
    ).toHaveProperty('notApplicable');
  });

  it('ends what timescaledb_pre_restore began, in the schema of the extension', () => {
    expect(check([on({ setting: 'true' })])).toMatchObject([
      {
        subject: ['timescaledb'],
        severity: 'critical',
        confidence: 'medium',
        facts: { places: 1 },
        advice: {
          steps: [{ sql: 'SELECT "time""s"."timescaledb_post_restore"();' }],
          undo: [{ sql: 'SELECT "time""s"."timescaledb_pre_restore"();' }],
          verify: { expect: '0' },
        },
      },
    ]);
  });

  it('tells a database’s setting once, though its sessions show it as well', () => {
    const [row] = settings({ [NAME]: 'on' });
    if (!row) throw new Error('a row');
    expect(check([on()], [{ ...row, source: 'database' }])[0]?.facts).toEqual({ places: 1 });
  });

  it('gives words where it was set in another way', () => {
    const [ofRole] = check([on({ databaseName: null, roleName: 'loader' })]);
    expect(ofRole?.detail).toContain('is on for role loader');
    expect(ofRole?.advice).toBeUndefined();
    const [ofServer] = check([], settings({ [NAME]: 'on' }));
    expect(ofServer?.detail).toContain('is on for the server (configuration file)');
    expect(ofServer?.advice).toBeUndefined();
  });
});
