/** Every failure that Chunkwise names, with the HTTP status that its routes answer with. */
const STATUS_BY_CODE = {
  'bad-request': 400,
  'sign-in-required': 401,
  'wrong-password': 401,
  'not-same-origin': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'too-many-attempts': 429,
  'not-ready': 503,
  'history-unavailable': 503,
  'host-unreachable': 503,
  'connection-refused': 503,
  'database-password-wrong': 503,
  'database-unknown': 503,
  'not-postgresql': 503,
  'tls-not-offered': 503,
  'tls-required': 503,
  'tls-untrusted': 503,
  'server-too-old': 503,
  'too-many-connections': 503,
  'query-timeout': 503,
  'query-locked': 503,
  'query-denied': 503,
  'query-failed': 503,
  'configuration-invalid': 500,
  'data-folder-locked': 500,
  'data-folder-unwritable': 500,
  'port-in-use': 500,
  'engine-unavailable': 500,
  'sandbox-out-of-memory': 503,
  'sandbox-out-of-time': 503,
  'sandbox-ended': 503,
  cancelled: 499,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof STATUS_BY_CODE;

/**
 * An error whose message may be shown to a person: it says what happened, `hint` says what to do.
 * Neither ever holds a connection string or a password.
 */
export class AppError extends Error {
  /** By name, not by identity: the web server's bundles hold copies of this class and throw errors to each other. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'AppError' && 'code' in value;
  }
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  constructor(code: ErrorCode, message: string, hint?: string) {
    super(message);
    this.name = 'AppError';
    this.code = code;
    this.hint = hint;
  }
  get status(): number {
    return STATUS_BY_CODE[this.code];
  }
}
