/** A running engine: from the outside nothing but an address that speaks the PostgreSQL wire protocol. */
export interface Engine {
  url: string;
  stop(): Promise<void>;
}
