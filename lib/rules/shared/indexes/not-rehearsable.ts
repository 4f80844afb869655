/** Why advice on an ordinary table is not rehearsed. */
export const ORDINARY_TABLE = 'The sandbox rebuilds hypertables, not ordinary tables.';
