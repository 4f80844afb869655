import { NO_TIMESCALE } from '@/lib/collect/collector';
import { timescaleAtLeast } from '@/lib/db/server';
import { defineRule } from '../rule';

export default defineRule({
  meta: {
    id: 'versions/catalog-mismatch',
    title: 'TimescaleDB’s catalog is of another release than its code',
    why: 'A dump that was restored with another release leaves the catalog of the old one. The code then reads tables that are not what it expects: chunks can be missed and the next update fails.',
    source: 'https://github.com/timescale/timescaledb/blob/main/sql/restoring.sql',
    needs: ['timescaleInstallation'],
    facts: {
      mismatches: { label: 'Versions that differ', source: '_timescaledb_catalog.metadata and pg_extension' },
    },
  },
  check({ timescaleInstallation: [installation] }, { server: { timescale } }) {
    if (!timescale) return { notApplicable: NO_TIMESCALE.unavailable };
    if (!timescaleAtLeast(timescale, '2.13'))
      return {
        notApplicable: `TimescaleDB ${timescale.version} does not write down the version of its catalog`,
      };
    const catalog = installation?.catalogVersion ?? null;
    if (catalog === null) return { notRun: 'The catalog does not say its version' };
    if (catalog === timescale.version) return [];
    return [
      {
        subject: ['timescaledb'],
        severity: 'critical',
        confidence: 'high',
        title: `The catalog is of TimescaleDB ${catalog}, the extension of ${timescale.version}`,
        detail: `Do not edit the catalog, and do not update the extension now. Restore the dump again into an empty database in which TimescaleDB ${catalog} was created, between timescaledb_pre_restore() and timescaledb_post_restore(), and update the extension there.`,
        facts: { mismatches: 1 },
        impact: {
          prevents: 'chunks that are missed and updates that fail',
          basis: `_timescaledb_catalog.metadata says ${catalog}, pg_extension ${timescale.version}.`,
        },
      },
    ];
  },
});
