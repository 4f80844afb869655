import { openApiDocument } from '@/lib/answers/openapi';
import { version } from '@/package.json';
import { answering, json } from '../answering';

export const GET = answering(() => json(openApiDocument(version)));
