export type EngineErrorCode =
  | 'package-missing'
  | 'platform-unsupported'
  | 'data-folder-locked'
  | 'data-folder-not-writable'
  | 'data-folder-unusable'
  | 'no-user-to-run-as'
  | 'start-failed'
  | 'start-timeout';

/** An embedded engine could not do what it was asked; the message is one line that says what to do. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
  }
}
