import type { DatabasesAnswer } from '@/lib/api/databases';
import type { Product } from '@/lib/monitor/product';
import { databaseSummary } from './database-summary';
import { viewOf } from './view-of';

/** Every monitored database, in the order of the configuration. */
export function databasesAnswer(running: Product): DatabasesAnswer {
  return running.monitor.databases.map((database) => databaseSummary(viewOf(database, running)));
}
