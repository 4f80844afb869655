import { findingsAnswer } from '@/lib/answers/findings';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(findingsAnswer);
