/** The one source of the response headers that Kith is served with; the static server and the README's samples use it. */

export interface HeaderOptions {
  /** Sources for connect-src beside `'self'`. */
  readonly connect: readonly string[];
}

/** Any account anywhere: the page may speak to every TLS host. An operator with one server names that host instead. */
export const anyServer: HeaderOptions = { connect: ['https:', 'wss:'] };

/** The loopback stack has no certificates. `ws:` is used only when page and socket are both loopback. */
export const loopback: HeaderOptions = {
  connect: [...anyServer.connect, 'ws://127.0.0.1:*', 'ws://localhost:*'],
};

/** Names of the Trusted Types policies in the page: XML parsing, worker addresses, Svelte's own templates. */
export const trustedTypes = ['default', 'app-url', 'svelte-trusted-html'] as const;

export function contentSecurityPolicy(options: HeaderOptions): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...options.connect].join(' ')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes.join(' ')}`,
  ].join('; ');
}

/** Headers of every answer, in the order in which they are written. */
export function securityHeaders(options: HeaderOptions): readonly (readonly [name: string, value: string])[] {
  return [
    ['Content-Security-Policy', contentSecurityPolicy(options)],
    ['Strict-Transport-Security', 'max-age=63072000; includeSubDomains'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'no-referrer'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    [
      'Permissions-Policy',
      'camera=(self), microphone=(self), display-capture=(self), geolocation=(self), payment=(), usb=()',
    ],
    ['X-Frame-Options', 'DENY'],
  ];
}

/** Files under this path carry a hash of their content in their names. */
export const hashedPath = '/assets/';
export const hashedCaching = 'public, max-age=31536000, immutable';
/** Asked again each time; an ETag makes the answer 304. */
export const otherCaching = 'no-cache';

export function cacheControl(path: string): string {
  return path.startsWith(hashedPath) ? hashedCaching : otherCaching;
}

/** Vite's dev server adds inline styles and its own socket, so only what cannot disturb it is kept. */
export function developmentHeaders(): readonly (readonly [name: string, value: string])[] {
  return securityHeaders(loopback).filter(
    ([name]) => name !== 'Content-Security-Policy' && name !== 'Strict-Transport-Security',
  );
}

/** Content types of all that a build holds. */
export const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  map: 'application/json; charset=utf-8',
  ogg: 'audio/ogg',
  mp3: 'audio/mpeg',
};
