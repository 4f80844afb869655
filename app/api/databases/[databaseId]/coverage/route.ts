import { coverageAnswer } from '@/lib/answers/coverage';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(coverageAnswer);
