import type { Socket } from 'node:net';
import type { FrameReader } from './frame-reader';
import type { Session } from './session';

const protocol3 = 3;
const cancelRequest = 80877102;
const encryptionRequests = new Set([80877103, 80877104]);
/** Connection parameters that are no settings. */
const connectionParameters = new Set(['user', 'database', 'options', 'replication']);

/** Reads the opening packets; undefined when there is nothing to serve (a cancel request, a closed socket). */
export async function greet(
  socket: Socket,
  frames: FrameReader,
): Promise<{ session: Session; database: string } | undefined> {
  for (;;) {
    const packet = await frames.startup();
    if (!packet || packet.bytes.length < 8) return undefined;
    const code = packet.bytes.readUInt32BE(4);
    if (encryptionRequests.has(code)) {
      socket.write('N');
      continue;
    }
    if (code === cancelRequest || code >>> 16 !== protocol3) return undefined;
    const parameters = readParameters(packet.bytes.subarray(8));
    const user = parameters.user ?? 'postgres';
    return {
      session: { user, role: 'none', settings: settingsOf(parameters) },
      database: parameters.database || user,
    };
  }
}

function readParameters(bytes: Buffer): Record<string, string> {
  const words = bytes.toString().split('\0');
  const parameters: Record<string, string> = {};
  for (let at = 0; words[at]; at += 2) parameters[words[at] ?? ''] = words[at + 1] ?? '';
  return parameters;
}

function settingsOf(parameters: Record<string, string>): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [, name, value] of (parameters.options ?? '').matchAll(optionPattern)) {
    if (name) settings[name.replaceAll('-', '_')] = (value ?? '').replace(/\\(.)/g, '$1');
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (!connectionParameters.has(name) && !name.startsWith('_pq_.')) settings[name] = value;
  }
  return settings;
}

/** `-c name=value` or `--name=value`, a blank in the value escaped by a backslash. */
const optionPattern = /(?:-c\s*|--)([\w.-]+)=((?:\\.|[^\s\\])*)/g;
