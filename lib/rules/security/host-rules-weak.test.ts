import { expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf } from '../testing/context';
import rule from './host-rules-weak';

type Row = Parameters<typeof rule.check>[0]['hostRules'][number];
const row = (over: Partial<Row> = {}): Row => ({
  file: null,
  line: 7,
  ruleNumber: 5,
  connection: 'host',
  databases: ['all'],
  roles: ['app'],
  address: '10.0.0.0',
  netmask: '255.0.0.0',
  method: 'scram-sha-256',
  error: null,
  ...over,
});
const severities = (over: Partial<Row>) =>
  [rule.check({ hostRules: [row(over)] }, context())]
    .flat()
    .map((found) => 'severity' in found && found.severity);

it('is quiet about proof that is worth something, the own machine, and refusals', () => {
  expect(severities({})).toEqual([]);
  expect(severities({ connection: 'local', method: 'trust' })).toEqual([]);
  expect(severities({ address: '127.0.0.1', method: 'trust' })).toEqual([]);
  expect(severities({ address: '::1', method: 'trust' })).toEqual([]);
  expect(severities({ address: 'samehost', netmask: null, method: 'trust' })).toEqual([]);
  expect(severities({ address: 'samenet', netmask: null, method: 'trust' })).toEqual(['critical']);
  expect(severities({ address: 'all', netmask: null, method: 'reject' })).toEqual([]);
  expect(severities({ connection: 'hostssl', address: '0.0.0.0', netmask: '0.0.0.0' })).toEqual([]);
  expect(severities({ connection: 'hostssl', method: 'password' })).toEqual([]);
});

it.each([
  [{ method: 'trust' }, 'critical'],
  [{ connection: 'hostssl', method: 'trust' }, 'critical'],
  [{ method: 'password' }, 'critical'],
  [{ address: '0.0.0.0', netmask: '0.0.0.0' }, 'warning'],
  [{ address: '::', netmask: '::' }, 'warning'],
  [{ address: 'all', netmask: null }, 'warning'],
  [{ method: 'md5' }, 'notice'],
  [{ connection: 'hostssl', error: 'hostssl record cannot match because SSL is disabled' }, 'notice'],
  [{ connection: null, method: null, error: 'invalid connection type' }, 'warning'],
])('finds %j', (over, severity) => {
  expect(severities(over)).toEqual([severity]);
});

it('shows the line as it was read', () => {
  expect(rule.check({ hostRules: [row({ method: 'trust' })] }, context())).toMatchObject([
    {
      subject: ['pg_hba', '7'],
      detail: expect.stringContaining('host all app 10.0.0.0 255.0.0.0 trust'),
      facts: { line: 7, ruleNumber: 5 },
    },
  ]);
});

it('names the file that holds the line, so that two files have a first line each', () => {
  const included = row({ file: '/etc/postgresql/extra.conf', line: 1, method: 'trust' });
  expect(rule.check({ hostRules: [included, row({ line: 1, method: 'trust' })] }, context())).toMatchObject([
    {
      subject: ['pg_hba', '/etc/postgresql/extra.conf', '1'],
      title: 'Line 1 of /etc/postgresql/extra.conf: it asks for no password',
    },
    { subject: ['pg_hba', '1'], title: 'Line 1 of pg_hba.conf: it asks for no password' },
  ]);
});

it('does not know without the grant, and does not apply to the engine of Chunkwise', () => {
  expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  expect(
    rule.check(
      { hostRules: [row({ method: 'trust' })] },
      context({ server: server({ engine: 'embedded' }) }),
    ),
  ).toHaveProperty('notApplicable');
});
