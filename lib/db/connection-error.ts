import pg from 'pg';
import { AppError, type ErrorCode } from '@/lib/errors';
import { type Place, placeOf } from './place';

interface Explanation {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** Turns whatever connecting threw into one line that says what happened and one that says what to do. */
export function toConnectionError(error: unknown, url: string): AppError {
  if (error instanceof AppError) return error;
  const { code, message, hint } = explain(error, placeOf(url));
  return new AppError(code, message, hint);
}

function explain(error: unknown, { address, database, role }: Place): Explanation {
  const message = error instanceof Error ? error.message : String(error);
  const code = sqlState(error);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return {
        code: 'host-unreachable',
        message: `Cannot reach ${address}`,
        hint: 'Check the host name, and that a firewall lets this machine through.',
      };
    case 'ENOENT':
      if (isFileError(error)) {
        return {
          code: 'tls-untrusted',
          message: `A certificate file for ${address} cannot be read`,
          hint: 'Check the paths given by sslrootcert, sslcert and sslkey.',
        };
      }
      return nothingListens(address);
    case 'ECONNREFUSED':
      return nothingListens(address);
    case '28P01':
      return {
        code: 'database-password-wrong',
        message: `${address} refused the password of role ${role}`,
        hint: 'Check the user and the password; special characters in a connection string must be percent-encoded.',
      };
    case '3D000':
      return {
        code: 'database-unknown',
        message: `There is no database ${database} at ${address}`,
        hint: 'Check the last part of the connection string; `psql -l` lists the databases.',
      };
    case '53300':
      return {
        code: 'too-many-connections',
        message: `${address} has no free connection`,
        hint: 'Chunkwise needs two. Free some, or raise max_connections; members of pg_use_reserved_connections may use the reserve (PostgreSQL 16+).',
      };
    default:
      return explainByText(message, code, address, role);
  }
}

const nothingListens = (address: string): Explanation => ({
  code: 'connection-refused',
  message: `Nothing accepts connections at ${address}`,
  hint: 'Check the port, that PostgreSQL runs, and its listen_addresses.',
});

const isFileError = (error: unknown) =>
  error instanceof Error && 'syscall' in error && error.syscall === 'open';

function explainByText(
  message: string,
  code: string | undefined,
  address: string,
  role: string,
): Explanation {
  if (message.includes('does not support SSL')) {
    return {
      code: 'tls-not-offered',
      message: `${address} does not offer TLS`,
      hint: 'Use sslmode=disable if the network is trusted, or set ssl=on on the server.',
    };
  }
  if (code === '28000' && /no encryption|SSL off/.test(message)) {
    return {
      code: 'tls-required',
      message: `${address} does not let role ${role} in without TLS`,
      hint: 'Add sslmode=require (or verify-full with sslrootcert) to the connection string; if that is refused too, pg_hba.conf has no line for this role.',
    };
  }
  if (/certificate|self.signed|altnames|unable to verify/i.test(message)) {
    return {
      code: 'tls-untrusted',
      message: `The certificate of ${address} cannot be verified`,
      hint: 'Give the authority with sslrootcert=…, or use sslmode=no-verify to encrypt without verification.',
    };
  }
  if (code === '28000') {
    return {
      code: 'database-password-wrong',
      message: `${address} does not let role ${role} in`,
      hint: 'Check the role, and the matching line of pg_hba.conf.',
    };
  }
  if (/timeout/i.test(message)) {
    return {
      code: 'host-unreachable',
      message: `${address} did not answer in time`,
      hint: 'Check the address; a firewall that drops packets, or a server that is not PostgreSQL, looks like this.',
    };
  }
  if (
    /terminated unexpectedly|unexpected message|Unknown (response|authentication)|invalid response|ECONNRESET|Invalid/i.test(
      message,
    )
  ) {
    return {
      code: 'not-postgresql',
      message: `What answers at ${address} is not PostgreSQL`,
      hint: 'Check the port: 5432 is PostgreSQL, 6432 often PgBouncer.',
    };
  }
  return {
    code: 'query-failed',
    message: `Connecting to ${address} failed: ${message}`,
    hint: 'Try the same connection string with psql.',
  };
}

function sqlState(error: unknown): string | undefined {
  if (error instanceof pg.DatabaseError) return error.code;
  // Node tries every address of a name and reports them together.
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
}
