/** The messages in an answer of the backend: type and the place of the body. */
export function* backendMessages(answer: Buffer): Generator<{ type: string; body: Buffer }> {
  let at = 0;
  while (at + 5 <= answer.length) {
    const end = at + 1 + answer.readInt32BE(at + 1);
    yield { type: String.fromCharCode(answer[at] ?? 0), body: answer.subarray(at + 5, end) };
    at = end;
  }
}

/** `I` idle, `T` in a transaction, `E` in a failed one; undefined when the answer does not end a batch. */
export function readyStatus(answer: Buffer): string | undefined {
  const tail = answer.subarray(-6);
  return tail.length === 6 && tail.readUInt32BE(0) === 0x5a000000 && tail[4] === 5
    ? String.fromCharCode(tail[5] ?? 0)
    : undefined;
}

export function withoutMessage(type: string, answer: Buffer): Buffer {
  const kept: Buffer[] = [];
  let at = 0;
  for (const each of backendMessages(answer)) {
    const end = at + 5 + each.body.length;
    if (each.type !== type) kept.push(answer.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}
