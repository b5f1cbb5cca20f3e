/** Vite plugin: of Strophe, a build takes the one part that is used, its WebSocket, from the sources that its package ships. */
import { join } from 'node:path';
import type { Plugin } from 'vite';

const name = 'strophe.js';
const id = `\0kith:${name}`;

/**
 * The package's own entry is one object that holds everything (BOSH, shared workers, authentication, stream management) and
 * leaves names in the global scope, so nothing of it can be left out: 17 kB brotli, of which 3 are used.
 */
export function stropheWebsocket(root: string): Plugin {
  const source = (path: string): string => JSON.stringify(join(root, 'node_modules', name, 'src', path));
  return {
    name: 'kith:strophe',
    apply: 'build',
    enforce: 'pre',
    resolveId: (specifier) => (specifier === name ? id : undefined),
    load: (wanted) =>
      wanted === id
        ? `import Websocket from ${source('transports/websocket.ts')};
           import log from ${source('log.ts')};
           import { LOG_LEVELS } from ${source('constants.ts')};
           export const Strophe = { Websocket, LogLevel: LOG_LEVELS, setLogLevel: (level) => log.setLogLevel(level) };`
        : undefined,
  };
}
