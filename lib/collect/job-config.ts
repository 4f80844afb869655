import { type Sql, sql } from '@/lib/sql/statement';

/**
 * The hypertable that a policy works on, for alias `j` of `timescaledb_information.jobs`; the view's own name columns
 * changed their meaning in 2.20. A user's job may hold anything under these keys, so only digits are cast.
 */
export const HYPERTABLE_ID: Sql = sql`CASE WHEN coalesce(j.config->>'mat_hypertable_id', j.config->>'hypertable_id') ~ '^[0-9]{1,9}$'
            THEN coalesce(j.config->>'mat_hypertable_id', j.config->>'hypertable_id')::int END`;
