import { type Configuration, readConfiguration } from './configuration';

let current: Configuration | undefined;

/** The configuration of this process, read once: the launcher checked it before it started us. */
export function currentConfiguration(): Configuration {
  current ??= readConfiguration(process.env, process.env.CHUNKWISE_FOLDER ?? process.cwd());
  return current;
}
