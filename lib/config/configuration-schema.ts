import { z } from 'zod';
import { connectionUrl } from './connection-url';

export const portNumber = z
  .string()
  .regex(/^\d+$/, 'expected a port number')
  .transform(Number)
  .refine((port) => port >= 1 && port <= 65_535, 'expected a port number from 1 to 65535');

/** The environment; variables of other programs pass through unread. */
export const environment = z.object({
  DATABASE_URL: connectionUrl.optional(),
  CHUNKWISE_CONFIG: z.string().optional(),
  CHUNKWISE_DATA_DIR: z.string().default('.chunkwise'),
  HISTORY_DATABASE_URL: connectionUrl.optional(),
  CHUNKWISE_PASSWORD: z.string().optional(),
  CHUNKWISE_PASSWORD_FILE: z.string().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: portNumber.default(3000),
  /** Set by our launcher for the web process: the demo databases that it runs. */
  CHUNKWISE_DEMO: z.string().optional(),
});

const diskKind = z.enum(['ssd', 'nvme', 'network', 'hdd'], 'expected ssd, nvme, network or hdd');
const workload = z.enum(
  ['ingest', 'oltp', 'analytics', 'mixed'],
  'expected ingest, oltp, analytics or mixed',
);

const profile = z.strictObject({
  memoryBytes: z.number('expected the server’s memory in bytes').int().positive().optional(),
  cores: z.number('expected the number of processor cores').int().positive().max(4_096).optional(),
  diskKind: diskKind.optional(),
  workload: workload.optional(),
  diskBytes: z.number('expected the size of the data disk in bytes').int().positive().optional(),
  byteThresholdRatio: z.number('expected a number above 0').positive().optional(),
});

const source = {
  url: connectionUrl.optional(),
  urlFile: z.string('expected the path of a file that holds the connection string').optional(),
  urlEnv: z.string('expected the name of an environment variable').optional(),
};

const tls = z.strictObject({
  mode: z.enum(['disable', 'require', 'verify-full'], 'expected disable, require or verify-full'),
  caFile: z.string('expected the path of a PEM file').optional(),
});

const database = z.strictObject({
  id: z
    .string('expected a text')
    .regex(
      /^[a-z0-9][a-z0-9-]{0,62}$/,
      'expected lower-case letters, digits and hyphens (it becomes part of addresses)',
    ),
  name: z.string('expected a text').min(1).max(120).optional(),
  ...source,
  tags: z.array(z.string('expected a text'), 'expected a list of texts').optional(),
  tls: tls.optional(),
  profile: profile.optional(),
  replicas: z
    .array(z.strictObject({ name: z.string('expected a text').min(1).max(120), ...source }))
    .optional(),
});

const price = z
  .string('expected a text such as "0.115", since money is exact')
  .regex(/^\d+(\.\d{1,6})?$/, 'expected a decimal number in quotes, such as "0.115"');

/** What storage costs: all of it, and tablespaces that have a price of their own. */
export const prices = {
  perGibMonth: price,
  perTablespaceGibMonth: z
    .record(z.string(), price, 'expected prices by the names of tablespaces, such as { "cold": "0.02" }')
    .optional(),
  currency: z.string('expected a currency code').regex(/^[A-Z]{3}$/, 'expected three letters such as EUR'),
};

export const configFile = z.strictObject({
  databases: z.array(database, 'expected a list of databases').optional(),
  prices: z.strictObject(prices).optional(),
});

/** What the launcher hands to the web process about each demo database. */
export const demoDatabases = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    psql: z.string(),
    byteThresholdRatio: z.number().optional(),
    memoryBytes: z.number().optional(),
  }),
);

export type DiskKind = z.output<typeof diskKind>;
export type Workload = z.output<typeof workload>;
export type ConfigFile = z.output<typeof configFile>;
export type Environment = z.output<typeof environment>;
