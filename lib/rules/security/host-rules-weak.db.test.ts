import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './host-rules-weak';

let engine: Awaited<ReturnType<typeof startPostgres>>;
let newer: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  [engine, newer] = await Promise.all([startPostgres(15), startPostgres(18)]);
});
afterAll(() => Promise.all([engine?.stop(), newer?.stop()]));

/** The file is mended with an editor: no SQL, so no story. */
it('reads the file as it is now, and what is wrong with it', async () => {
  expect(await findings(engine.url, rule)).toEqual([]);
  const file = (await run(engine.url, ['SHOW hba_file']))?.rows[0]?.hba_file;
  appendFileSync(
    file,
    [
      '',
      'host all all 10.1.0.0/16 trust',
      'hostssl all all 0.0.0.0/0 scram-sha-256',
      'host all all ::/0 scram-sha-256',
      'host all ldap 10.2.0.0/16 ldap ldapserver=x ldapbindpasswd=hunter2 ldapbasedn=y',
      'hots all all 10.3.0.0/16 trust',
      '',
    ].join('\n'),
  );
  const found = await findings(engine.url, rule);
  // These builds know no LDAP, and TLS is off.
  expect(found.map(({ severity }) => severity)).toEqual([
    'critical',
    'notice',
    'warning',
    'warning',
    'warning',
  ]);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

it('tells the files apart that pg_hba.conf includes, in the order in which the server goes through them', async () => {
  const file = (await run(newer.url, ['SHOW hba_file']))?.rows[0]?.hba_file;
  const before = readFileSync(file, 'utf8');
  const extra = join(dirname(file), 'extra.conf');
  writeFileSync(extra, 'host all all 0.0.0.0/0 trust\n');
  writeFileSync(
    file,
    `host all all 10.1.0.0/16 trust\ninclude extra.conf\nhost all all ::/0 trust\n${before}`,
  );
  const found = await findings(newer.url, rule);
  expect(found.map(({ subject, facts }) => [...subject, facts.ruleNumber])).toEqual([
    ['pg_hba', '1', 1],
    ['pg_hba', extra, '1', 2],
    ['pg_hba', '3', 3],
  ]);
});
