import { describe, expect, it } from 'vitest';
import { CollectorSchedule } from './collector-schedule';

const costOf = (schedule: CollectorSchedule, nowMs = 0) =>
  schedule.costs(nowMs).find(({ collector }) => collector === 'jobs');

describe('the schedule of collectors', () => {
  it('starts with everything due, then each by its tier', () => {
    const schedule = new CollectorSchedule();
    expect(schedule.due(['standard'], 0)).toContain('jobs');
    schedule.record('jobs', 5, 1_000);
    expect(schedule.due(['standard'], 60_999)).not.toContain('jobs');
    expect(schedule.due(['standard'], 61_000)).toContain('jobs');
    expect(schedule.due(['catalog'], 61_000)).not.toContain('jobs');
  });

  it('slows a collector that is over its budget three times in a row, and says so', () => {
    const schedule = new CollectorSchedule();
    for (const took of [201, 201]) schedule.record('jobs', took, 0);
    expect(costOf(schedule)?.slowedBy).toBe(1);
    schedule.record('jobs', 201, 0);
    expect(costOf(schedule)).toMatchObject({ slowedBy: 2, intervalSeconds: 120, rounds: 3, totalMs: 603 });
    expect(schedule.due(['standard'], 119_999)).not.toContain('jobs');
  });

  it('does not slow what is over only now and then, and forgives what is back within', () => {
    const schedule = new CollectorSchedule();
    for (const took of [201, 201, 200, 201, 201]) schedule.record('jobs', took, 0);
    expect(costOf(schedule)?.slowedBy).toBe(1);
    schedule.record('jobs', 201, 0);
    expect(costOf(schedule)?.slowedBy).toBe(2);
    schedule.record('jobs', 10, 0);
    expect(costOf(schedule)?.slowedBy).toBe(1);
  });

  it('counts reads beside it, which change neither when a collector is due nor how often', () => {
    const schedule = new CollectorSchedule();
    schedule.record('jobs', 5, 1_000);
    for (const atMs of [2_000, 7_000, 12_000]) schedule.recordBeside('jobs', 201, atMs);
    expect(costOf(schedule, 61_999)).toMatchObject({
      lastTookMs: 201,
      totalMs: 608,
      rounds: 4,
      besideMsOfLastMinute: 603,
      slowedBy: 1,
    });
    expect(costOf(schedule, 62_000)?.besideMsOfLastMinute).toBe(402);
    expect(schedule.due(['standard'], 60_999)).not.toContain('jobs');
    expect(schedule.due(['standard'], 61_000)).toContain('jobs');
  });

  it('makes a tier due at once when asked to', () => {
    const schedule = new CollectorSchedule();
    schedule.record('jobs', 5, 1_000);
    schedule.hasten(['standard']);
    expect(schedule.due(['standard'], 1_000)).toContain('jobs');
  });
});
