import { expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { settings } from '../testing/setting-rows';
import rule from './sessions-plain';

type Row = Parameters<typeof rule.check>[0]['sessionEncryption'][number];
const run = (over: Partial<Row>, ssl: 'on' | 'off' | null = 'on', facts: Parameters<typeof server>[0] = {}) =>
  rule.check(
    {
      sessionEncryption: [{ sessions: 20, remote: 10, remotePlain: 0, outdated: 0, plainRoles: [], ...over }],
      settings: ssl === null ? null : settings({ ssl }),
    },
    context({ server: server(facts) }),
  );

it('is quiet while every session from elsewhere is encrypted', () => {
  expect(run({})).toEqual([]);
});

it('finds one in the clear, names the roles, and says where to begin', () => {
  expect(run({ remotePlain: 1, plainRoles: ['app'] })).toMatchObject([
    {
      subject: ['sessions'],
      severity: 'warning',
      title: 'Encrypt 1 session from other machines',
      detail: expect.stringMatching(/\(app\).*hostssl/),
      facts: { remotePlain: 1, remote: 10 },
    },
  ]);
  expect(run({ remotePlain: 1 }, 'off')).toMatchObject([{ detail: expect.stringContaining('ssl is off') }]);
  expect(run({ remotePlain: 1 }, null)).toHaveLength(1);
});

it('finds protocols that are no longer safe', () => {
  expect(run({ outdated: 2 })).toMatchObject([{ title: 'Refuse TLS 1.0 and 1.1, which 2 sessions use' }]);
});

it('does not know without a row, and does not apply to the engine of Chunkwise', () => {
  expect(rule.check({ sessionEncryption: [], settings: null }, context())).toHaveProperty('notRun');
  expect(run({ remotePlain: 1 }, 'on', { engine: 'embedded' })).toHaveProperty('notApplicable');
});
