/** The build's cut of Strophe offers what the app calls, from sources that are there. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { onlyUsed, stropheWebsocket, usedMembers } from './strophe.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const plugin = stropheWebsocket(root);
const call = (hook: unknown, argument: string | null | undefined): unknown =>
  typeof hook === 'function' ? (hook as (id: unknown) => unknown).call(undefined, argument) : undefined;
const id = call(plugin.resolveId, 'strophe.js');
const code = String(call(plugin.load, id as string));

describe("the build's Strophe", () => {
  it('stands in for the package only', () => {
    expect(id).toBeTypeOf('string');
    expect(call(plugin.resolveId, 'svelte')).toBeUndefined();
    expect(call(plugin.load, 'svelte')).toBeUndefined();
  });

  it('takes what the package ships', () => {
    const sources = [...code.matchAll(/from ("[^"]+")/g)].map(([, path]) => JSON.parse(path ?? '') as string);
    expect(sources).toHaveLength(1);
    for (const source of sources) expect([source, existsSync(source)]).toEqual([source, true]);
  });

  it('offers every member that the app names', () => {
    const files = ['connection.ts', 'websocket.ts'].map((file) =>
      readFileSync(new URL(`../../xmpp/stream/strophe/${file}`, import.meta.url), 'utf8'),
    );
    const named = new Set(files.flatMap((text) => [...text.matchAll(/\bStrophe\.(\w+)/g)].map(([, n]) => n)));
    expect(named.size).toBeGreaterThan(0);
    const offered = /const Strophe = \{([^}]*)\}/.exec(code)?.[1] ?? '';
    for (const member of named) expect(offered).toMatch(new RegExp(`\\b${member ?? ''}\\b`, 'u'));
  });

  const source = readFileSync(
    new URL('node_modules/strophe.js/src/transports/websocket.ts', `file://${root}`),
    'utf8',
  );
  const overridden = [
    ...readFileSync(new URL('../../xmpp/stream/strophe/websocket.ts', import.meta.url), 'utf8').matchAll(
      /override (\w+)\(/g,
    ),
  ].map(([, member]) => member ?? '');

  it('keeps of the socket what ours does not override, and all that this calls', () => {
    const kept = onlyUsed(source);
    const methods = [...kept.matchAll(/^ {4}(\w+)\(.*\{$/gm)].map(([, method]) => method);
    expect(methods).toEqual(['constructor', '_connect', '_doDisconnect', '_closeSocket']);
    expect(new Set([...kept.matchAll(/log\.(\w+)\(/g)].map(([, level]) => level))).toEqual(
      new Set(['debug']),
    );
    const called = [...kept.matchAll(/this\.(_(?!conn\b)\w+)\(/g)].map(([, member]) => member ?? '');
    expect(called.filter((member) => !usedMembers.includes(member) && !overridden.includes(member))).toEqual(
      [],
    );
  });

  it('refuses a socket that is not the one that was examined', () => {
    expect(() => onlyUsed(source.replace('_doDisconnect(): void {', '_part(): void {'))).toThrow(
      /_doDisconnect/,
    );
  });
});
