/** One entry of the configuration: a database that Chunkwise monitors. */
export interface Target {
  readonly id: string;
  readonly name: string;
  /** The connection string. It stays in this process: never in a log, an error, a URL or the browser. */
  readonly url: string;
  readonly tags: readonly string[];
}
