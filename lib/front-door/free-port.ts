import { createServer } from 'node:net';
import { AppError } from '@/lib/errors';

/** Fails early, in one line, when the address cannot be listened on; the web server itself would print a stack. */
export function requireFreePort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, host, port)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function explained(error: NodeJS.ErrnoException, host: string, port: number): AppError {
  switch (error.code) {
    case 'EADDRINUSE':
      return new AppError(
        'port-in-use',
        `Port ${port} is in use`,
        `Stop what uses it, or choose another: PORT=${port + 1} npm start`,
      );
    case 'EACCES':
      return new AppError(
        'port-in-use',
        `Port ${port} may not be opened by this user`,
        'Choose one above 1023 with PORT',
      );
    default:
      return new AppError(
        'configuration-invalid',
        `HOST: this machine has no address ${host}`,
        'Use 127.0.0.1, or 0.0.0.0 with a password',
      );
  }
}
