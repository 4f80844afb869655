import { activityAnswer } from '@/lib/answers/activity';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(activityAnswer);
