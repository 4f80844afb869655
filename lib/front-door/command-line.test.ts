import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line';

describe('the command line of npm start', () => {
  it('names variables that it wins over', () => {
    expect(commandLine(['--port', '8080', '--host=::1'])).toEqual({ PORT: '8080', HOST: '::1' });
    expect(commandLine(['--dev'])).toEqual({});
  });

  it.each([
    [['--port', '0'], '--port: expected a port number from 1 to 65535'],
    [['--port', '65536'], '--port: expected a port number from 1 to 65535'],
    [['--port', '80a'], '--port: expected a port number from 1 to 65535'],
    [['--port'], "'--port <value>' argument missing"],
    [['--port', '--host'], "'--port' argument is ambiguous"],
    [['--host='], '--host: expected an address'],
    [['-p', '80'], "Unknown option '-p'"],
    [['--verbose'], "Unknown option '--verbose'"],
  ])('refuses %j', (args, message) => {
    expect(() => commandLine(args)).toThrowError(message);
  });

  it('does not repeat what may be a secret', () => {
    expect(() => commandLine(['postgres://app:hunter2@db/app'])).toThrowError(
      /^npm start: Expected options only$/,
    );
  });
});
