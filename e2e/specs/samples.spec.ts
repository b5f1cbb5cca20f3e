/** The README's Prosody sample, run as it stands: Prosody itself serves the app with its headers. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheControl, loopback, securityHeaders } from '../../src/local/headers.ts';
import { pluginFolder } from '../../src/local/prosody/launch.ts';
import { prosodyModule } from '../../src/local/samples.ts';
import { expect, test } from '../fixtures.ts';
import { App } from '../pages/app.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

for (const version of ['prosody-13', 'prosody-0.12'] as const) {
  test(`${version} serves the app with its headers`, async ({ launch, browser, trouble }) => {
    const plugins = await mkdtemp(join(tmpdir(), 'kith-plugins-'));
    await writeFile(join(plugins, 'mod_kith.lua'), prosodyModule(loopback));
    const stack = await launch({
      version,
      extraModules: ['kith'],
      settings: { plugin_paths: [pluginFolder, plugins], kith_folder: dist },
    });
    const origin = `http://localhost:${stack.server.httpPort}`;
    const page = await fetch(`${origin}/`);
    expect(page.status).toBe(200);
    for (const [name, value] of securityHeaders(loopback)) expect(page.headers.get(name)).toBe(value);
    expect(page.headers.get('cache-control')).toBe(cacheControl('/index.html'));
    const script = /src="\.(\/assets\/[^"]+)"/.exec(await page.text())?.[1] ?? '';
    const asset = await fetch(origin + script);
    expect(asset.headers.get('content-type')).toContain('javascript');
    expect(asset.headers.get('cache-control')).toBe(cacheControl(script));
    const gone = await fetch(`${origin}/assets/gone.js`);
    expect([gone.status, gone.headers.get('cache-control')]).toEqual([404, 'no-store']);

    const account = await stack.createAccount();
    const context = await browser.newContext();
    await trouble.watch(context);
    const app = new App(await context.newPage(), origin, stack.server);
    await app.goto(account);
    await app.signIn(account);
    await context.close();
    await rm(plugins, { recursive: true });
  });
}
