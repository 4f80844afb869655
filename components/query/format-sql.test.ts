import { describe, expect, it } from 'vitest';
import { formatSql } from './format-sql';

describe('a statement over lines', () => {
  it('has a clause each, conditions further in', () => {
    expect(
      formatSql(
        'SELECT a, count(*)  FROM t LEFT JOIN u USING (id) WHERE a BETWEEN $1 AND $2 AND b IS DISTINCT FROM $3 GROUP BY a ORDER BY 2 LIMIT $4',
      ),
    ).toBe(`SELECT a, count(*)
FROM t
LEFT JOIN u USING (id)
WHERE a BETWEEN $1 AND $2
  AND b IS DISTINCT FROM $3
GROUP BY a
ORDER BY 2
LIMIT $4`);
  });

  it('sets long brackets further in, and leaves short ones', () => {
    expect(
      formatSql(
        'SELECT * FROM (SELECT device, avg(value) FROM readings WHERE time > now() - $1 AND device = $2 GROUP BY 1) r WHERE r.avg IN (SELECT 1)',
      ),
    ).toBe(`SELECT *
FROM (
  SELECT device, avg(value)
  FROM readings
  WHERE time > now() - $1
    AND device = $2
  GROUP BY 1
) r
WHERE r.avg IN (SELECT 1)`);
  });

  it.each([
    `SELECT 'from  where' AS "order  by", $tag$ select
  from $tag$, e.from_date FROM e -- where to
 WHERE x = 1 /* and  so on */`,
    'UPDATE t SET a = $1 WHERE b = $2 RETURNING *',
    'SELECT (((',
    "SELECT 'unfinished",
    'SELECT a)',
    '',
  ])('changes nothing but blanks of %j', (sql) => {
    const bare = (text: string) => text.replaceAll(/\s+/g, '');
    expect(bare(formatSql(sql))).toBe(bare(sql));
  });

  it('keeps quoted text and comments as they are', () => {
    const sql = `SELECT 'from  where', $$ a  b $$ FROM "t  u" /* and  so */ WHERE a -- b  c\n AND d`;
    const formatted = formatSql(sql);
    for (const kept of ["'from  where'", '$$ a  b $$', '"t  u"', '/* and  so */', '-- b  c\n'])
      expect(formatted).toContain(kept);
  });
});
