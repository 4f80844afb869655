import { continuousAggregatesAnswer } from '@/lib/answers/continuous-aggregates';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(continuousAggregatesAnswer);
