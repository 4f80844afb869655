import type { LabFilter } from '@/lib/api/lab';

/** `device_id + time`; what asks for everything is `all rows`. */
export const filterWords = ({ equals, byTime }: Pick<LabFilter, 'equals' | 'byTime'>): string =>
  [...equals, ...(byTime ? ['time'] : [])].join(' + ') || 'all rows';
