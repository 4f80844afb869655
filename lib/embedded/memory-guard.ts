import { Worker } from 'node:worker_threads';

/** The last words of a process that its guard has ended, by which its owner knows why. */
export const OUT_OF_MEMORY = 'the memory limit was reached';
const LOOK_EVERY_MS = 100;

/**
 * Ends this process when its resident memory exceeds the limit. In a thread of its own: WebAssembly blocks the
 * main one while a statement runs, and no limit of Node's covers WebAssembly's memory.
 */
export function guardMemory(limitBytes: number): void {
  new Worker(
    `const { writeSync } = require('node:fs');
     setInterval(() => {
       if (process.memoryUsage.rss() <= ${limitBytes}) return;
       writeSync(2, ${JSON.stringify(OUT_OF_MEMORY)});
       process.kill(process.pid, 'SIGKILL');
     }, ${LOOK_EVERY_MS});`,
    { eval: true },
  ).unref();
}
