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
  expect(config).not.toHaveProperty('outgoing_s2s_port');
  expect(config.modules['mod_host_meta']).toEqual({ websocket_url: 'ws://localhost:5281/ws' });
});

it('speaks to the one other server it is told of, on loopback, and to no other', () => {
  const facts = { folder: '/tmp/x', httpPort: 5281 };
  const options = { federation: { port: 5270, others: { localhost: 5269 } } };
  const config = JSON.parse(configText(facts, options)) as Config;
  expect(config.listen.at(-1)).toEqual({ port: 5270, ip: '127.0.0.1', module: 'ejabberd_s2s_in' });
  expect(config).toMatchObject({
    outgoing_s2s_port: 5269,
    s2s_access: 'others',
    acl: { others: { server: ['localhost'] } },
  });
  expect(JSON.parse(configText(facts, {}))).toMatchObject({ acl: { others: { server: [] } } });
  const elsewhere = { federation: { port: 5270, others: { 'b.localhost': 5269 } } };
  expect(() => configText(facts, elsewhere)).toThrow('finds no b.localhost');
});
