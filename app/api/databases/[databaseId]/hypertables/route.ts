import { hypertablesAnswer } from '@/lib/answers/hypertables';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(hypertablesAnswer);
