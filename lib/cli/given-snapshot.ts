import type { Tier } from '@/lib/collect/collector';
import type { Snapshot } from '@/lib/collect/snapshot';
import { AppError } from '@/lib/errors';
import { givenUrl } from './given-url';
import { readSnapshot } from './read-snapshot';
import { takeSnapshot } from './take-snapshot';

/** The snapshot of `--url` or of `--snapshot`. Throws `bad-request` where both or neither are given. */
export async function givenSnapshot(
  { url, snapshot }: { readonly url?: string | undefined; readonly snapshot?: string | undefined },
  usage: string,
  tiers?: readonly Tier[],
): Promise<Snapshot> {
  if (!url === !snapshot)
    throw new AppError('bad-request', 'Give either --url or --snapshot', `Usage: ${usage}`);
  return snapshot ? readSnapshot(snapshot) : takeSnapshot(givenUrl(url ?? ''), tiers);
}
