/** The header values that must never loosen unnoticed. */
import { describe, expect, it } from 'vitest';
import {
  anyServer,
  cacheControl,
  contentSecurityPolicy,
  developmentHeaders,
  loopback,
  securityHeaders,
} from './headers.ts';

function directive(policy: string, name: string): string | undefined {
  return policy
    .split('; ')
    .find((part) => part.startsWith(`${name} `))
    ?.slice(name.length + 1);
}

describe('production headers', () => {
  const policy = contentSecurityPolicy(anyServer);

  it('allows only own scripts and styles, nothing inline and nothing evaluated', () => {
    expect(directive(policy, 'default-src')).toBe("'none'");
    expect(directive(policy, 'script-src')).toBe("'self'");
    expect(directive(policy, 'style-src')).toBe("'self'");
    expect(policy).not.toMatch(/unsafe/);
  });

  it('demands Trusted Types and names exactly the policies of the page', () => {
    expect(directive(policy, 'require-trusted-types-for')).toBe("'script'");
    expect(directive(policy, 'trusted-types')).toBe('default app-url svelte-trusted-html');
  });

  it('speaks TLS only, save on the loopback stack', () => {
    expect(directive(policy, 'connect-src')).toBe("'self' https: wss:");
    expect(directive(contentSecurityPolicy(loopback), 'connect-src')).toBe(
      "'self' https: wss: ws://127.0.0.1:* ws://localhost:*",
    );
    expect(directive(contentSecurityPolicy({ connect: ['wss://x.example'] }), 'connect-src')).toBe(
      "'self' wss://x.example",
    );
  });

  it('sends every security header once', () => {
    const names = securityHeaders(anyServer).map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        'X-Content-Type-Options',
        'Referrer-Policy',
        'X-Frame-Options',
        'Permissions-Policy',
      ]),
    );
  });

  it('keeps hashed files for ever and asks again for all else', () => {
    expect(cacheControl('/assets/index-1a2b.js')).toContain('immutable');
    expect(cacheControl('/index.html')).toBe('no-cache');
    expect(cacheControl('/sw.js')).toBe('no-cache');
  });

  it('has no policy in development, which Vite could not live with', () => {
    expect(developmentHeaders().map(([name]) => name)).not.toContain('Content-Security-Policy');
  });
});
