import { rules } from '@/lib/rules/registry';
import { answering, json } from '../answering';

export const GET = answering(() =>
  json(rules.map(({ meta: { wants = [], ...meta } }) => ({ ...meta, area: meta.id.split('/')[0], wants }))),
);
