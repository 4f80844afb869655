import { product } from '@/lib/monitor/product';
import { version } from '@/package.json';
import { json, open } from '../answering';

export const GET = open(() => {
  const { startedAt } = product();
  return json({
    status: 'ok',
    version,
    startedAt,
    uptimeSeconds: Math.round((Date.now() - Date.parse(startedAt)) / 1_000),
  });
});
