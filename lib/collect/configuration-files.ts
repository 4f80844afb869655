import { z } from 'zod';
import { ident, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { MAY_HOLD_SECRET } from './settings';

/**
 * What the configuration files say, line by line, in the order in which the server reads them: also what it has not
 * taken over. Of a setting that is there more than once the last line counts.
 */
export const configurationFiles = defineCollector({
  name: 'configurationFiles',
  title: 'What the configuration files say',
  tier: 'catalog',
  row: z.object({
    /** Null where a line cannot be read as a setting. */
    name: z.string().nullable(),
    /** As it is written, such as `64MB`; null as well where it may hold a secret. */
    setting: z.string().nullable(),
    file: z.string().nullable(),
    line: z.number().nullable(),
    /** Whether this line is the one that counts, and can be taken over. */
    isApplied: z.boolean(),
    /** `setting could not be applied` also stands where only a restart is needed. */
    error: z.string().nullable(),
  }),
  sql: () => sql`
SELECT s.name, CASE WHEN NOT ${MAY_HOLD_SECRET} THEN s.setting END AS "setting", s.sourcefile AS "file", s.sourceline AS "line",
       s.applied AS "isApplied", s.error
  FROM pg_catalog.pg_file_settings s
 ORDER BY s.seqno
 LIMIT 2000`,
  mend: ({ roleName }) => ({
    sql: sql`GRANT SELECT ON pg_catalog.pg_file_settings TO ${ident(roleName)};
GRANT EXECUTE ON FUNCTION pg_catalog.pg_show_all_file_settings() TO ${ident(roleName)};`,
    undo: sql`REVOKE SELECT ON pg_catalog.pg_file_settings FROM ${ident(roleName)};
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_show_all_file_settings() FROM ${ident(roleName)};`,
  }),
});
