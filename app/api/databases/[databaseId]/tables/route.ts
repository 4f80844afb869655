import { tablesAnswer } from '@/lib/answers/tables';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(tablesAnswer);
