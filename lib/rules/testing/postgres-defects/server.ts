import { lockEachOtherOut } from '../lock-each-other-out';
import { byShell } from './by-shell';
import type { Defect } from './defect';

const times = (many: number, statement: string) => Array.from({ length: many }, () => statement);

/**
 * What the server has been through. Not among them: a crash, which makes it forget all others; a background writer that
 * stops at its limit for an hour; flushes of sessions, which only still smaller buffers are sure to need.
 */
export const serverDefects: readonly Defect[] = [
  {
    rule: 'server/deadlocks',
    plant: [],
    act: (url) => lockEachOtherOut(url, 6),
    finds: [{ subject: ['deadlocks'], severity: 'critical' }],
  },
  {
    rule: 'server/rollbacks-high',
    plant: ['DO $$ BEGIN FOR i IN 1 .. 1000 LOOP ROLLBACK; END LOOP; END $$'],
    finds: [{ subject: ['rollbacks'], severity: 'warning' }],
  },
  {
    rule: 'server/temporary-files',
    plant: [
      `SET work_mem = '64kB'`,
      ...times(
        4,
        `SELECT max(note) FROM (SELECT repeat('x', 900) || i AS note FROM generate_series(1, 10000) i ORDER BY 1 OFFSET 0) sorted`,
      ),
    ],
    finds: [{ subject: ['temporary files'], severity: 'warning' }],
  },
  {
    rule: 'server/cache-hit-low',
    settings: { shared_buffers: '1MB' },
    plant: [
      'CREATE SCHEMA uncached',
      `CREATE TABLE uncached.wide AS SELECT repeat('x', 2000) AS note FROM generate_series(1, 900) i`,
      ...times(100, 'SELECT count(note) FROM uncached.wide'),
    ],
    finds: [{ subject: ['cache'], severity: 'notice' }],
  },
  {
    rule: 'server/disk-filling',
    // The profile says a disk that is hardly larger than what is planted.
    plant: [],
    finds: [{ subject: ['disk'], severity: 'critical' }],
  },
  {
    rule: 'server/checksum-failures',
    plant: [
      'CREATE SCHEMA damaged',
      'CREATE TABLE damaged.pages AS SELECT i AS id FROM generate_series(1, 500) i',
      'CHECKPOINT',
      'CREATE EXTENSION pg_buffercache SCHEMA damaged',
      `SELECT damaged.pg_buffercache_evict_relation('damaged.pages')`,
      byShell(
        'dd of=%s bs=1 seek=8000 conv=notrunc',
        `current_setting('data_directory') || '/' || pg_relation_filepath('damaged.pages')`,
        'not what was written',
      ),
      'DO $$ BEGIN PERFORM count(*) FROM damaged.pages; EXCEPTION WHEN data_corrupted THEN END $$',
    ],
    finds: [{ subject: ['checksums'], severity: 'critical' }],
  },
];
