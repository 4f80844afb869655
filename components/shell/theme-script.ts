/**
 * Runs before the first paint, from a `<script nonce>`: the reader's choice, else the system's, and follows the system
 * when it changes, as at sunset.
 */
export const THEME_SCRIPT = `{
const system = matchMedia('(prefers-color-scheme: dark)');
const draw = () => {
  const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)/);
  document.documentElement.dataset.theme = chosen ? chosen[1] : system.matches ? 'dark' : 'light';
};
draw();
system.addEventListener('change', draw);
}`;
