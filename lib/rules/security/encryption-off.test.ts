import { expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import rule from './encryption-off';

type Artifacts = Parameters<typeof rule.check>[0];
const hostRule = (address: string | null, over = {}): NonNullable<Artifacts['hostRules']>[number] => ({
  file: null,
  line: 1,
  ruleNumber: null,
  connection: address === null ? 'local' : 'host',
  databases: ['all'],
  roles: ['all'],
  address,
  netmask: null,
  method: 'scram-sha-256',
  error: null,
  ...over,
});
const run = (listening: string, over: Partial<Artifacts> = {}, ssl = 'off') =>
  rule.check(
    {
      settings: settings({ ssl, listen_addresses: listening }),
      hostRules: null,
      sessionEncryption: null,
      ...over,
    },
    context(),
  );
const sessions = (remotePlain: number) => ({
  sessionEncryption: [{ sessions: 9, remote: 3, remotePlain, outdated: 0, plainRoles: [] }],
});

it.each(['', 'localhost', '127.0.0.1, ::1'])('is quiet where only this machine is heard: %j', (listening) => {
  expect(run(listening)).toEqual([]);
});

it('is quiet with TLS, and where pg_hba.conf lets nobody else in', () => {
  expect(run('*', {}, 'on')).toEqual([]);
  const here = [
    hostRule(null),
    hostRule('127.0.0.1'),
    hostRule('samehost'),
    hostRule('all', { method: 'reject' }),
  ];
  expect(run('*', { hostRules: here })).toEqual([]);
});

it.each(['*', '0.0.0.0', 'localhost, 10.1.2.3'])('finds %j', (listening) => {
  expect(run(listening, { hostRules: [hostRule('10.0.0.0')] })).toMatchObject([
    { subject: ['ssl'], severity: 'notice', facts: { remote: null } },
  ]);
});

it('says what it may not see, and leaves sessions in the clear to the rule that tells of them', () => {
  expect(expectFindings(run('*'))[0]?.detail).toContain('this role may not see');
  expect(run('*', sessions(0))).toMatchObject([{ facts: { remote: 3 } }]);
  expect(run('*', sessions(1))).toEqual([]);
});

it('does not know without the settings, and leaves the engine of Chunkwise', () => {
  const nothing = { settings: [], hostRules: null, sessionEncryption: null };
  expect(rule.check(nothing, context())).toHaveProperty('notRun');
  const embedded = context({ server: server({ engine: 'embedded' }) });
  expect(rule.check(nothing, embedded)).toHaveProperty('notApplicable');
});
