type Part = string | number | Buffer;

/** One protocol message: strings become zero-terminated, numbers 32-bit integers. */
export function message(type: string, ...parts: Part[]): Buffer {
  const body = Buffer.concat(parts.map(encode));
  const header = Buffer.alloc(5);
  header.write(type, 'latin1');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

function encode(part: Part): Buffer {
  if (typeof part === 'string') return Buffer.from(`${part}\0`);
  if (Buffer.isBuffer(part)) return part;
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(part);
  return bytes;
}

export function fatal(code: string, text: string): Buffer {
  return message('E', 'SFATAL', 'VFATAL', `C${code}`, `M${text}`, Buffer.alloc(1));
}
