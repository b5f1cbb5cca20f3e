/** Addresses of the scripts that workers run, made by the Trusted Types policy `app-url`; no other script address exists. */

/** Scripts beside the page. A new worker is one line here. */
const scripts = ['sw.js'] as const;
export type WorkerScript = (typeof scripts)[number];

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
}

/** Throws a TypeError for whatever is not a worker script of this app. `base` is the page's address. */
export function checkedScriptUrl(url: string, base: string): string {
  const allowed = scripts.some((name) => new URL(name, base).href === url);
  if (!allowed) throw new TypeError(`Not a worker script of this app: ${url}`);
  return url;
}

let policy: ScriptUrlPolicy | undefined;

/**
 * The absolute address of a worker script. Where Trusted Types are enforced it is really a `TrustedScriptURL`, which
 * `register()` and `new Worker()` take in place of a string; elsewhere it is the string itself.
 */
export function workerUrl(name: WorkerScript, base: string = document.baseURI): string {
  const url = new URL(name, base).href;
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) return checkedScriptUrl(url, base);
  policy ??= trustedTypes.createPolicy('app-url', {
    createScriptURL: (given) => checkedScriptUrl(given, document.baseURI),
  });
  return policy.createScriptURL(url) as string;
}
