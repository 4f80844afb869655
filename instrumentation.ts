/** Runs once when the web server starts: monitoring begins before anybody looks. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { product } = await import('@/lib/monitor/product');
  product();
}
