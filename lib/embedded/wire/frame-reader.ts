import type { Socket } from 'node:net';

/** One message of the frontend protocol, whole, with its header. */
export interface Frame {
  /** '' for the untyped packets that open a connection */
  type: string;
  bytes: Buffer;
}

/** PostgreSQL's own limit of one message. */
const maxFrameBytes = 0x3fffffff;

/** Cuts what arrives on a socket into whole messages, however it was fragmented. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;
  readonly #source: AsyncIterator<Buffer>;

  constructor(socket: Socket) {
    this.#source = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  startup(): Promise<Frame | undefined> {
    return this.#read(0);
  }

  next(): Promise<Frame | undefined> {
    return this.#read(1);
  }

  async #read(typeBytes: 0 | 1): Promise<Frame | undefined> {
    const header = await this.#peek(typeBytes + 4);
    if (!header) return undefined;
    const size = header.readUInt32BE(typeBytes) + typeBytes;
    if (size < typeBytes + 4 || size > maxFrameBytes) return undefined;
    const buffered = await this.#peek(size);
    if (!buffered) return undefined;
    this.#chunks = buffered.length > size ? [buffered.subarray(size)] : [];
    this.#size = buffered.length - size;
    return { type: String.fromCharCode(...header.subarray(0, typeBytes)), bytes: buffered.subarray(0, size) };
  }

  /** Chunks are joined only once enough of them are there: joining on each arrival is quadratic. */
  async #peek(bytes: number): Promise<Buffer | undefined> {
    while (this.#size < bytes) {
      const { value, done } = await this.#source.next();
      if (done) return undefined;
      this.#chunks.push(value);
      this.#size += value.length;
    }
    const joined = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = joined ? [joined] : [];
    return joined;
  }
}
