import { timescaleImage } from './timescale-image';

/** Made once before the workers begin: on a new clone each of them would make one. */
export default async function makeImage(): Promise<void> {
  await timescaleImage();
}
