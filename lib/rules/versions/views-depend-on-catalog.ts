import { NO_TIMESCALE } from '@/lib/collect/collector';
import { extensionVersionNumber, timescaleAtLeast } from '@/lib/db/server';
import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';

/** So that the card stays short; the rest is counted. */
const MOST_NAMED = 10;

export default defineRule({
  meta: {
    id: 'versions/views-depend-on-catalog',
    title: 'Views and functions stand on views that an update drops',
    why: 'Update scripts drop and make anew the views of timescaledb_information. They refuse to while a view or function of yours is built on them, and the update fails.',
    source: 'https://github.com/timescale/timescaledb/tree/main/sql/updates',
    needs: ['extensionDependents'],
    wants: ['extensions'],
    facts: {
      dependents: { label: 'Views and functions', source: 'pg_depend' },
    },
  },
  check({ extensionDependents, extensions }, { server: { timescale } }) {
    if (!timescale) return { notApplicable: NO_TIMESCALE.unavailable };
    if (timescaleAtLeast(timescale, '2.28'))
      return { notApplicable: 'From 2.28 an update detaches its views before it drops them' };
    if (extensionDependents.length === 0) return [];
    const pending = extensions?.find(({ name }) => name === 'timescaledb')?.defaultVersion ?? null;
    const isAtHand = pending !== null && extensionVersionNumber(pending) > timescale.versionNumber;
    const named = extensionDependents
      .slice(0, MOST_NAMED)
      .map(({ schema, name, kind, reads }) => `${schema}.${name} (${kind}, reads ${reads.join(', ')})`);
    const more = extensionDependents.length - named.length;
    return [
      {
        subject: ['timescaledb'],
        severity: isAtHand ? 'warning' : 'notice',
        confidence: 'high',
        title: `${counted(extensionDependents.length, 'object')} would make the update of TimescaleDB fail`,
        detail: `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}. Before the update keep the definition (pg_get_viewdef, pg_get_functiondef) and the grants of each, and drop it; make it anew afterwards. What only reports is better asked from outside the database.`,
        facts: { dependents: extensionDependents.length },
        impact: {
          prevents: 'an update that fails',
          basis: `pg_depend lists ${extensionDependents.length} that read relations of the extension; the update scripts before 2.28 drop such views without CASCADE.`,
        },
      },
    ];
  },
});
