import { type Configuration, readConfiguration } from './configuration';

let current: Configuration | undefined;

/** The configuration of this process, read once: the launcher checked it before it started us. Its targets may change later: see `watchTargets`. */
export function currentConfiguration(): Configuration {
  current ??= readConfiguration(process.env, configurationFolder());
  return current;
}

/** The folder that relative paths of the configuration start from: the one that npm was called in. */
export function configurationFolder(): string {
  return process.env.CHUNKWISE_FOLDER ?? process.cwd();
}
