import { settingsAnswer } from '@/lib/answers/settings';
import { HOURLY_DAYS, RAW_DAYS } from '@/lib/history/migrations';
import { product } from '@/lib/monitor/product';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase((view) =>
  settingsAnswer(view, { ...product().history.status, rawDays: RAW_DAYS, hourlyDays: HOURLY_DAYS }),
);
