import { runFolder } from './test-folders';
import { timescaleImage } from './timescale-image';

/** The image is made before the workers begin: on a new clone each of them would make one. */
export default async function setUp(): Promise<void> {
  await timescaleImage();
  runFolder();
}
