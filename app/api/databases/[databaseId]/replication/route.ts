import { replicationAnswer } from '@/lib/answers/replication';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(replicationAnswer);
