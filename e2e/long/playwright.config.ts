/** Tests that take many minutes, for `npm run test:long`: a device full of messages, beside one with few. */
import { defineConfig } from 'playwright/test';
import type { ServerChoice } from '../fixtures.ts';
import usual from '../playwright.config.ts';

export default defineConfig<object, ServerChoice>({
  ...usual,
  testDir: '.',
  testMatch: '*.long.ts',
  timeout: 60 * 60_000,
  reporter: [['list'], ['json', { outputFile: '../../test-results/long.json' }]],
  projects: [
    {
      name: 'long',
      outputDir: '../../test-results/artifacts-long',
      use: { server: 'prosody-13' },
    },
  ],
});
