import { queriesAnswer } from '@/lib/answers/queries';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(queriesAnswer);
