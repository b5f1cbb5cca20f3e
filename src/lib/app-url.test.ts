/** Only the app's own worker scripts get an address. */
import { describe, expect, test, vi } from 'vitest';
import { checkedScriptUrl, workerUrl } from './app-url.ts';

const base = 'https://example.org/kith/';

describe('checkedScriptUrl', () => {
  test('takes the worker beside the page', () => {
    expect(checkedScriptUrl(`${base}sw.js`, `${base}index.html?lang=fr`)).toBe(`${base}sw.js`);
  });

  test.each([
    'https://evil.example/kith/sw.js',
    'https://example.org/sw.js',
    `${base}sw.js?x`,
    'data:text/javascript,1',
    '',
  ])('refuses "%s"', (url) => {
    expect(() => checkedScriptUrl(url, base)).toThrow(TypeError);
  });
});

describe('workerUrl', () => {
  test('is the plain address without Trusted Types', () => {
    expect(workerUrl('sw.js', base)).toBe(`${base}sw.js`);
  });

  test('comes from one policy, made once, with them', () => {
    const createPolicy = vi.fn((_name: string, rules: { createScriptURL(url: string): string }) => ({
      createScriptURL: (url: string) => ({ trusted: rules.createScriptURL(url) }),
    }));
    vi.stubGlobal('trustedTypes', { createPolicy });
    vi.stubGlobal('document', { baseURI: base });
    expect(workerUrl('sw.js')).toEqual({ trusted: `${base}sw.js` });
    expect(workerUrl('sw.js')).toEqual({ trusted: `${base}sw.js` });
    expect(createPolicy).toHaveBeenCalledTimes(1);
    expect(createPolicy.mock.calls[0]?.[0]).toBe('app-url');
    vi.unstubAllGlobals();
  });
});
