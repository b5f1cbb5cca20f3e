/** The configuration is valid, keeps to loopback, and has what the app is tested with. */
import { expect, it } from 'vitest';
import { configText } from './config.ts';

interface Config {
  readonly hosts: readonly string[];
  readonly listen: readonly { readonly port: number | string; readonly ip?: string }[];
  readonly modules: Readonly<Record<string, unknown>>;
}

it('listens on one port of loopback, for the host it is told', () => {
  const config = JSON.parse(
    configText({ folder: '/tmp/x', httpPort: 5281 }, { domain: 'e.localhost' }),
  ) as Config;
  expect(config.hosts).toEqual(['e.localhost']);
  const ports = config.listen.filter(({ port }) => typeof port === 'number');
  expect(ports.map(({ port, ip }) => [port, ip])).toEqual([[5281, '127.0.0.1']]);
  expect(config.listen.filter(({ port }) => typeof port === 'string').map(({ port }) => port)).toEqual([
    'unix:/tmp/x/c2s',
  ]);
  expect(config.modules['mod_host_meta']).toEqual({ websocket_url: 'ws://localhost:5281/ws' });
});
