import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Snapshot } from '@/lib/collect/snapshot';
import { serverFacts } from '@/lib/db/server';
import { AppError } from '@/lib/errors';

const artifact = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    rows: z.array(z.record(z.string(), z.unknown())),
    collectedAt: z.string(),
    tookMs: z.number(),
  }),
  z.object({ status: z.literal('unavailable'), reason: z.string() }),
]);

/** The envelope is checked here; a row that a rule cannot judge makes that rule's outcome `failed`, not the report. */
const envelope = z.object({
  databaseId: z.string(),
  takenAt: z.iso.datetime(),
  server: serverFacts,
  artifacts: z.record(z.string(), artifact),
});

/** Reads a file that `npm run snapshot` wrote. Throws `AppError` `bad-request` that names what is wrong with it. */
export async function readSnapshot(file: string): Promise<Snapshot> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new AppError('bad-request', `--snapshot: the file ${file} cannot be read`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError(
      'bad-request',
      `--snapshot: ${file} is not JSON`,
      'Write it with npm run --silent snapshot.',
    );
  }
  const result = envelope.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new AppError(
      'bad-request',
      `--snapshot: ${file} is not a snapshot: ${issue?.path.join('.')}: ${issue?.message}`,
    );
  }
  // The rows keep the shape that the collectors of the version that wrote them gave them; see `envelope`.
  return result.data as unknown as Snapshot;
}
