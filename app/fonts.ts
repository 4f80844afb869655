import localFont from 'next/font/local';

// Latin letters only, a third of the whole fonts: names in other scripts are drawn in the reader's own.
const sans = localFont({
  src: '../node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2',
  variable: '--font-geist-sans',
  weight: '100 900',
});

// SQL is further down a page, so it may arrive later.
const mono = localFont({
  src: '../node_modules/@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2',
  variable: '--font-geist-mono',
  weight: '100 900',
  preload: false,
  adjustFontFallback: false,
});

export const fontVariables = `${sans.variable} ${mono.variable}`;
