import type { Defect } from './defect';

/** Of what pg_stat_statements counted. Not among them: what is slower than in earlier weeks. */
export const queriesDefects: readonly Defect[] = [
  {
    rule: 'queries/statements-lossy',
    // The least that it takes. Planting all the others is more statements than that.
    settings: { 'pg_stat_statements.max': '100' },
    plant: [],
    finds: [{ subject: ['pg_stat_statements.max'], severity: 'notice' }],
  },
  {
    // Planted with server/temporary-files: that the server spills and that this statement does is each worth knowing.
    rule: 'queries/temp-heavy',
    plant: [],
    finds: [{ subject: ['a statement', 'postgres'], severity: 'warning' }],
  },
];
