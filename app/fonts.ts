import { GeistSans } from 'geist/font/sans';
import localFont from 'next/font/local';

// The package's own mono preloads 70 kB on every page; SQL is further down, so it may arrive later.
const mono = localFont({
  src: '../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2',
  variable: '--font-geist-mono',
  weight: '100 900',
  preload: false,
  adjustFontFallback: false,
});

export const fontVariables = `${GeistSans.variable} ${mono.variable}`;
