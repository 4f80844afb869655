/** Runs before the first paint, from a `<script nonce>`: the reader's choice, else the system's. */
export const THEME_SCRIPT =
  "document.documentElement.dataset.theme=(document.cookie.match(/(?:^|; )theme=(light|dark)/)||[])[1]||(matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light')";
