import { databasesAnswer } from '@/lib/answers/databases';
import { product } from '@/lib/monitor/product';
import { answering, json } from '../answering';

export const GET = answering(() => json(databasesAnswer(product())));
