import type { Frame } from './frame-reader';

/**
 * Prepared statements of all clients live in one backend: each client's names get its own prefix, so that two
 * clients may use the same name.
 */
export class StatementNames {
  readonly #prefix: Buffer;
  readonly #prepared = new Set<string>();

  constructor(prefix: string) {
    this.#prefix = Buffer.from(prefix);
  }

  scope(frame: Frame): Buffer {
    const at = nameOffset(frame);
    if (at === undefined || frame.bytes[at] === 0) return frame.bytes;
    const bytes = Buffer.concat([frame.bytes.subarray(0, at), this.#prefix, frame.bytes.subarray(at)]);
    bytes.writeUInt32BE(bytes.length - 1, 1);
    if (frame.type === 'P') this.#prepared.add(bytes.toString('utf8', at, bytes.indexOf(0, at)));
    return bytes;
  }

  /** The statement that drops what this client prepared, if anything. */
  deallocate(): string | undefined {
    const names = [...this.#prepared].map((name) => `'${name.replaceAll("'", "''")}'`);
    if (names.length === 0) return undefined;
    return `DO $$ DECLARE name text; BEGIN
      FOR name IN SELECT s.name FROM pg_prepared_statements s WHERE s.name IN (${names.join()}) LOOP
        EXECUTE format('DEALLOCATE %I', name);
      END LOOP;
    END $$`;
  }
}

/** Where the statement name stands in Parse, Bind, Describe and Close; portals die with their batch. */
function nameOffset({ type, bytes }: Frame): number | undefined {
  if (type === 'P') return 5;
  if (type === 'B') return bytes.indexOf(0, 5) + 1;
  if ((type === 'D' || type === 'C') && bytes[5] === 0x53) return 6;
  return undefined;
}
