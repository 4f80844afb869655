import { byShell } from './by-shell';
import type { Defect } from './defect';

/** What can be planted on one server that listens on a socket only; sessions from elsewhere cannot, nor what statements that are thrown away would hold. */
export const securityDefects: readonly Defect[] = [
  {
    rule: 'security/definer-search-path-open',
    plant: [
      'CREATE SCHEMA definers',
      `CREATE FUNCTION definers.pay() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`,
    ],
    finds: [{ subject: ['definers', 'pay()'], severity: 'critical' }],
  },
  {
    rule: 'security/default-privileges-public',
    plant: [
      'CREATE SCHEMA given',
      'ALTER DEFAULT PRIVILEGES IN SCHEMA given GRANT SELECT ON SEQUENCES TO PUBLIC',
    ],
    finds: [{ subject: ['postgres', 'given', 'SEQUENCES', 'SELECT'], severity: 'warning' }],
  },
  {
    rule: 'security/extension-reaches-out',
    plant: ['CREATE SCHEMA outward', 'CREATE EXTENSION dblink SCHEMA outward'],
    finds: [{ subject: ['dblink'], severity: 'notice' }],
  },
  {
    rule: 'security/host-rules-weak',
    plant: [byShell('cat >> %s', `current_setting('hba_file')`, 'host all all 0.0.0.0/0 trust')],
    finds: [{ subject: ['pg_hba', '127'], severity: 'critical' }],
  },
  {
    rule: 'security/log-holds-values',
    plant: ['ALTER SYSTEM SET log_min_duration_statement = 0', 'SELECT pg_reload_conf()'],
    finds: [{ subject: ['log_min_duration_statement'], severity: 'warning' }],
  },
  {
    rule: 'security/passwords-md5',
    plant: [`ALTER SYSTEM SET password_encryption = 'md5'`, 'SELECT pg_reload_conf()'],
    finds: [{ subject: ['password_encryption'], severity: 'warning' }],
  },
  {
    rule: 'security/public-schema-writable',
    plant: ['CREATE SCHEMA shared', 'GRANT CREATE ON SCHEMA shared TO PUBLIC'],
    finds: [{ subject: ['shared'], severity: 'warning' }],
  },
  {
    rule: 'security/role-powerful',
    plant: [
      'CREATE ROLE backup_job LOGIN REPLICATION',
      'CREATE ROLE etl LOGIN',
      'GRANT pg_read_server_files TO etl',
    ],
    finds: [
      { subject: ['backup_job', 'REPLICATION'], severity: 'notice' },
      { subject: ['etl', 'pg_read_server_files'], severity: 'warning' },
    ],
  },
  {
    rule: 'security/row-security-mismatch',
    plant: [
      'CREATE SCHEMA tenants',
      'CREATE TABLE tenants.notes (id bigint PRIMARY KEY, tenant text)',
      'CREATE POLICY own ON tenants.notes USING (tenant = current_user)',
    ],
    finds: [{ subject: ['tenants', 'notes'], severity: 'critical' }],
  },
  {
    rule: 'security/view-past-row-policies',
    plant: [
      'CREATE SCHEMA patients',
      'CREATE TABLE patients.visits (id bigint PRIMARY KEY, clinic text)',
      'CREATE POLICY own ON patients.visits USING (clinic = current_user)',
      'ALTER TABLE patients.visits ENABLE ROW LEVEL SECURITY',
      'CREATE VIEW patients.every_visit AS SELECT id, clinic FROM patients.visits',
      'GRANT SELECT ON patients.every_visit TO PUBLIC',
    ],
    finds: [{ subject: ['patients', 'every_visit'], severity: 'warning' }],
  },
  {
    rule: 'security/superusers-many',
    plant: ['CREATE ROLE ann LOGIN SUPERUSER', 'CREATE ROLE bob LOGIN SUPERUSER'],
    finds: [
      { subject: ['ann'], severity: 'warning' },
      { subject: ['bob'], severity: 'warning' },
    ],
  },
];
