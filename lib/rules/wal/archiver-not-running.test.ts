import { describe, expect, it } from 'vitest';
import { context, secondsAgo, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { archiver } from '../testing/server-rows';
import rule from './archiver-not-running';

const waiting = (seconds: number, over: Parameters<typeof archiver>[0] = {}) =>
  archiver({ readyFiles: 2, readyBytes: 32, oldestReadyAt: secondsAgo(seconds), ...over });
const check = (row: ReturnType<typeof archiver>) =>
  expectFindings(rule.check({ archiver: [row] }, context()));

describe('wal/archiver-not-running', () => {
  it.each([
    [299, undefined],
    [300, 'warning'],
    [1_799, 'warning'],
    [1_800, 'critical'],
  ])('with a file that waits for %i s', (seconds, severity) => {
    expect(check(waiting(seconds))[0]?.severity).toBe(severity);
  });

  it.each([
    [{ hasCommand: false }, 'neither archive_command nor archive_library'],
    [{ hasLibrary: true, archiverProcesses: 0 }, 'Both archive_command and archive_library'],
    [{ archiverProcesses: 0 }, 'No archiver process runs'],
    [{}, 'slower than the log is written'],
  ])('names the cause of %o', (over, words) => {
    expect(check(waiting(400, over))[0]?.detail).toContain(words);
  });

  it('is quiet where nothing waits, and where attempts fail, which is another rule’s', () => {
    expect(check(archiver({ archiverProcesses: 0 }))).toEqual([]);
    expect(check(waiting(9_999, { isFailing: true }))).toEqual([]);
  });

  it('does not apply to standbys that do not archive, and does not know what is hidden', () => {
    const on = (over: Parameters<typeof archiver>[0], inRecovery = false) =>
      rule.check({ archiver: [archiver(over)] }, context({ server: server({ inRecovery }) }));
    expect(on({ mode: 'off' })).toHaveProperty('notApplicable');
    expect(on({}, true)).toHaveProperty('notApplicable');
    expect(on({ mode: 'always' }, true)).toEqual([]);
    expect(on({ archiverProcesses: null, readyFiles: null })).toHaveProperty('notRun');
  });
});
