/** The answer, or a rejection when it takes longer: a screen shows what it has instead of waiting for a store that hangs. */
export async function withinDeadline<Answer>(answer: Promise<Answer>, mostMs: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timeout: no answer within ${mostMs} ms`)), mostMs);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
    // Whoever asked has gone on; how it ends is nobody's concern any more.
    answer.catch(() => undefined);
  }
}
