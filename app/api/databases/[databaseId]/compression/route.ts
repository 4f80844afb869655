import { compressionAnswer } from '@/lib/answers/compression';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(compressionAnswer);
