import type { HypertablesAnswer } from '@/lib/api/hypertables';

/** An artifact that an answer needed and that could not be read: why, and the grant that mends it. */
export type MissingArtifact = HypertablesAnswer['missing'][number];
