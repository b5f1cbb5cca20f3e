/** The configuration text: literals that cannot break out, modules by version, options that win. */
import { describe, expect, it } from 'vitest';
import { configText, lua, modulesOf } from './config.ts';

const facts = {
  version: 'prosody-13',
  folder: '/tmp/x',
  pluginFolder: '/p',
  httpPort: 5280,
  token: 't',
} as const;

describe('Prosody configuration', () => {
  it('escapes what could end a Lua string', () => {
    expect(lua('a"b\\c\nd')).toBe('"a\\034b\\092c\\010d"');
    expect(lua('é')).toBe('"\\195\\169"');
  });

  it('writes nested tables', () => {
    expect(lua({ c2s: { rate: '1kb/s' }, list: [1, true] })).toBe(
      '{ ["c2s"] = { ["rate"] = "1kb/s" }; ["list"] = { 1, true } }',
    );
  });

  it('loads the SASL2 modules on 13 only', () => {
    expect(modulesOf('prosody-13', {})).toContain('sasl2_fast');
    expect(modulesOf('prosody-0.12', {})).not.toContain('sasl2');
  });

  it('leaves out modules; without sasl2 all that stand on it go too', () => {
    const modules = modulesOf('prosody-13', { withoutModules: ['mam', 'sasl2'] });
    expect(modules).not.toContain('mam');
    expect(modules.filter((name) => name.startsWith('sasl2'))).toEqual([]);
  });

  it('lets options win over the usual settings and lists every host', () => {
    const extraHosts = { 'b.localhost': { authentication: 'internal_plain' }, 'c.localhost': {} };
    const text = configText(facts, { settings: { limits: {} }, extraHosts });
    expect(text).toContain('\nlimits = {  }\n');
    expect(text).toContain(
      'VirtualHost("localhost")\nVirtualHost("b.localhost")\nauthentication = "internal_plain"\nVirtualHost("c.localhost")',
    );
    expect(text).toContain('interfaces = { "127.0.0.1" }');
  });
});
