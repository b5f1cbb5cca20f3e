/** End-to-end tests: the built app under its real headers, a real server, one browser. */
import { defineConfig } from 'playwright/test';
import { findChromium } from '../src/local/build/chromium.ts';
import { freePort } from '../src/local/ports.ts';
import type { ServerChoice } from './fixtures.ts';

const executablePath = findChromium();
// Workers inherit the environment, so all of them and the browser know the same port.
process.env['KITH_TLS_PORT'] ??= String(await freePort());

export default defineConfig<object, ServerChoice>({
  testDir: './specs',
  workers: 1,
  fullyParallel: false,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env['CI'] === 'true',
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
  projects: [
    { name: 'prosody-13', outputDir: '../test-results/artifacts', use: { server: 'prosody-13' } },
    // What is said on the wire, on a server that says many things in another way.
    {
      name: 'ejabberd',
      grep: /@wire/,
      outputDir: '../test-results/artifacts-ejabberd',
      use: { server: 'ejabberd' },
    },
    // A handful on the oldest one.
    {
      name: 'prosody-0.12',
      grep: /@old/,
      outputDir: '../test-results/artifacts-prosody-0.12',
      use: { server: 'prosody-0.12' },
    },
  ],
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    serviceWorkers: 'allow',
    trace: 'off',
    video: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
        `--host-resolver-rules=MAP *.test 127.0.0.1:${process.env['KITH_TLS_PORT']}`,
      ],
    },
  },
});
