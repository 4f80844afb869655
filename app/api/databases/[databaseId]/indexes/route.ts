import { indexesAnswer } from '@/lib/answers/indexes';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(indexesAnswer);
