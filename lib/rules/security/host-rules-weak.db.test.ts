import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './host-rules-weak';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(15);
});
afterAll(() => engine?.stop());

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
