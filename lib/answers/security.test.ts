import { expect, it } from 'vitest';
import { securityAnswer as schema } from '@/lib/api/security-schema';
import { snapshotOf } from '@/lib/rules/testing/context';
import { role } from '@/lib/rules/testing/server-rows';
import { settings } from '@/lib/rules/testing/setting-rows';
import { securityAnswer } from './security';
import { onTheWire, view } from './testing/view';

const answer = (snapshot: Parameters<typeof view>[0]) => onTheWire(schema, securityAnswer(view(snapshot)));

it('says what our role holds and who reads what it reads, and links to what was found', () => {
  const roles = [role({ name: 'chunkwise', granted: ['pg_write_all_data'] }), role({ isMemberOfOurs: true })];
  expect(answer(snapshotOf({ roles, settings: settings({ ssl: 'off', work_mem: 4 }) }))).toMatchObject({
    own: { name: 'chunkwise', granted: ['pg_write_all_data'], readBy: ['app'], reach: null },
    settings: [{ name: 'ssl', setting: 'off' }],
    findings: expect.arrayContaining([expect.objectContaining({ rule: 'security/own-role-powerful' })]),
  });
});

it('names what could not be read, and takes nothing for empty', () => {
  const nothing = answer(snapshotOf({}));
  expect(nothing).toMatchObject({ roles: null, hostRules: null, sessions: null, settings: null });
  expect(nothing.own).toMatchObject({ granted: null, readBy: null });
  expect(nothing.missing.map(({ artifact }) => artifact)).toContain('hostRules');
  expect(answer(null).own).toBeNull();
});
