import { defineRule, type Finding } from '../rule';
import { isOurEngine } from '../shared/security/catalog-step';

/** What of the extensions that come with PostgreSQL reaches out of the database, and how. */
const REACHES: Readonly<Record<string, string>> = {
  adminpack: 'reads and writes files of the server',
  file_fdw: 'reads files and the output of programs of the server as tables',
  dblink: 'opens connections to other servers from inside a query',
  plpython3u: 'runs Python on the server, as the user that PostgreSQL runs as',
  plperlu: 'runs Perl on the server, as the user that PostgreSQL runs as',
  pltclu: 'runs Tcl on the server, as the user that PostgreSQL runs as',
  pg_surgery: 'rewrites rows of damaged tables past every check',
};

export default defineRule({
  meta: {
    id: 'security/extension-reaches-out',
    title: 'An extension reaches out of the database',
    why: 'It turns a right inside the database into one on the server or the network, for whoever may use it. Superusers alone may, unless somebody granted it.',
    source: 'https://www.postgresql.org/docs/current/contrib.html',
    needs: ['extensions'],
    facts: {
      extensions: { label: 'Such extensions', source: 'pg_extension' },
    },
  },
  check({ extensions }, { server }) {
    if (server.engine === 'embedded') return isOurEngine;
    const reaching = extensions.flatMap(({ name, version }) => {
      const how = REACHES[name];
      return how === undefined ? [] : [{ name, version, how }];
    });
    return reaching.map(
      ({ name, version, how }): Finding => ({
        subject: [name],
        severity: 'notice',
        // Many need it for what it is for.
        confidence: 'low',
        title: `Decide whether ${name} is still needed`,
        detail: `${name} ${version} ${how}. Where nothing uses it, drop it; DROP EXTENSION without CASCADE refuses while something does.`,
        facts: { extensions: reaching.length },
        impact: {
          prevents: 'a way out of the database that nobody remembers',
          basis: `${name} is in pg_extension.`,
        },
      }),
    );
  },
});
