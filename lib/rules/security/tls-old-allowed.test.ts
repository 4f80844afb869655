import { expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import rule from './tls-old-allowed';

type Sessions = NonNullable<Parameters<typeof rule.check>[0]['sessionEncryption']>;
const run = (oldest: string, over = {}, sessionEncryption: Sessions | null = null) =>
  rule.check(
    {
      settings: settings({ ssl: 'on', ssl_min_protocol_version: oldest }).map((row) => ({
        ...row,
        context: 'sighup',
        ...over,
      })),
      sessionEncryption,
    },
    context({ server: server() }),
  );
const sessions = (outdated: number): Sessions => [
  { sessions: 9, remote: 9, remotePlain: 0, outdated, plainRoles: [] },
];

it('is quiet about TLS 1.2 and 1.3', () => {
  expect(run('TLSv1.2')).toEqual([]);
  expect(run('TLSv1.3')).toEqual([]);
});

it.each(['TLSv1', 'TLSv1.1', ''])('finds %j, and changes it by a reload', (oldest) => {
  expect(run(oldest)).toMatchObject([
    {
      subject: ['ssl_min_protocol_version'],
      severity: 'warning',
      facts: { outdated: null },
      advice: { steps: [{ sql: `ALTER SYSTEM SET "ssl_min_protocol_version" = 'TLSv1.2';` }, {}] },
    },
  ]);
});

it('says whether somebody uses them now', () => {
  const detail = (outdated: number) => expectFindings(run('TLSv1', {}, sessions(outdated)))[0]?.detail;
  expect(detail(0)).toContain('No session uses them now');
  expect(detail(2)).toContain('bring those clients up to date first');
});

it('does not matter without TLS, is not known where it was not read, and leaves the engine of Chunkwise', () => {
  const plain = settings({ ssl: 'off', ssl_min_protocol_version: 'TLSv1' });
  expect(rule.check({ settings: plain, sessionEncryption: null }, context())).toEqual([]);
  expect(rule.check({ settings: [], sessionEncryption: null }, context())).toHaveProperty('notRun');
  expect(run('TLSv1', { source: 'user' })).toHaveProperty('notRun');
  const hidden = settings({ ssl: 'on' });
  expect(rule.check({ settings: hidden, sessionEncryption: null }, context())).toMatchObject({
    notRun: expect.stringContaining('pg_read_all_settings'),
  });
  expect(
    rule.check(
      { settings: plain, sessionEncryption: null },
      context({ server: server({ engine: 'embedded' }) }),
    ),
  ).toHaveProperty('notApplicable');
});
