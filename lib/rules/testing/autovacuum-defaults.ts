/** What PostgreSQL 13 to 18 begin with, as pg_settings shows it. */
export const AUTOVACUUM_DEFAULTS: Readonly<Record<string, number>> = {
  autovacuum_vacuum_threshold: 50,
  autovacuum_vacuum_scale_factor: 0.2,
  autovacuum_vacuum_insert_threshold: 1_000,
  autovacuum_vacuum_insert_scale_factor: 0.2,
  autovacuum_analyze_threshold: 50,
  autovacuum_analyze_scale_factor: 0.1,
  autovacuum_freeze_max_age: 200_000_000,
  autovacuum_multixact_freeze_max_age: 400_000_000,
  autovacuum_max_workers: 3,
};
