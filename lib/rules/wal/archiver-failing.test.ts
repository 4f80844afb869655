import { describe, expect, it } from 'vitest';
import { context, secondsAgo } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { archiver } from '../testing/server-rows';
import rule from './archiver-failing';

const failing = { isFailing: true, failures: 3, lastFailedAt: secondsAgo(5), readyFiles: 2, readyBytes: 32 };
const check = (over: Parameters<typeof archiver>[0]) =>
  expectFindings(rule.check({ archiver: [archiver(over)] }, context()));

describe('wal/archiver-failing', () => {
  it('is quiet while the newest attempt succeeded, whatever failed before', () => {
    expect(check({ failures: 1_000, lastFailedAt: secondsAgo(60) })).toEqual([]);
  });

  it('gives a short trouble five minutes', () => {
    expect(check({ ...failing, lastArchivedAt: secondsAgo(299) })).toEqual([]);
    expect(check({ ...failing, lastArchivedAt: secondsAgo(300) })[0]).toMatchObject({
      severity: 'critical',
      facts: { failingSeconds: 300, failures: 3, readyFiles: 2, readyBytes: 32 },
    });
  });

  it('counts from the oldest file that waits where none was archived, or from the beginning', () => {
    const never = { ...failing, lastArchivedAt: null };
    expect(check({ ...never, oldestReadyAt: secondsAgo(299) })).toEqual([]);
    expect(check({ ...never, oldestReadyAt: secondsAgo(301) })).toHaveLength(1);
    expect(check({ ...never, oldestReadyAt: null, readyFiles: null, readyBytes: null })[0]).toMatchObject({
      facts: { failingSeconds: null, readyFiles: null },
    });
  });

  it('does not apply where nothing is archived', () => {
    expect(rule.check({ archiver: [archiver({ mode: 'off' })] }, context())).toHaveProperty('notApplicable');
  });
});
