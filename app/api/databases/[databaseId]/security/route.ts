import { securityAnswer } from '@/lib/answers/security';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(securityAnswer);
