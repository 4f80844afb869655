import { test as base, expect } from '@playwright/test';

/** A test that fails on any console error, uncaught exception or violation of the Content-Security-Policy. */
export const test = base.extend<{ allowedNoise: RegExp | undefined; quiet: undefined }>({
  /** What the browser itself reports in tests about refusals, such as a status of 404. */
  allowedNoise: [undefined, { option: true }],
  quiet: [
    async ({ page, allowedNoise }, use) => {
      const noise: string[] = [];
      const note = (text: string) => {
        if (!allowedNoise?.test(text)) noise.push(text);
      };
      page.on('console', (message) => {
        if (message.type() === 'error') note(`${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => note(error.message));
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`),
        );
      });
      await use(undefined);
      expect(noise, 'console errors').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
