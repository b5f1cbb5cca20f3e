/** Vite plugin: of Strophe, a build takes the one part that is used, its WebSocket, from the sources that its package ships. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, type Plugin } from 'vite';

const name = 'strophe.js';
const id = `\0kith:${name}`;

/** What ours does not override, and runs (src/xmpp/stream/strophe/websocket.ts). */
export const usedMembers: readonly string[] = ['constructor', '_connect', '_doDisconnect', '_closeSocket'];

/** The source of Strophe's socket without the methods that nobody calls, and without what they alone import. */
export function onlyUsed(source: string): string {
  const { program } = parseSync('websocket.ts', source);
  const members = program.body.flatMap((each) => (each.type === 'ClassDeclaration' ? each.body.body : []));
  const methods = members.flatMap((each) => (each.type === 'MethodDefinition' ? [each] : []));
  const nameOf = ({ key }: (typeof methods)[number]): string => (key.type === 'Identifier' ? key.name : '');
  const missing = usedMembers.filter((member) => !methods.some((each) => nameOf(each) === member));
  if (missing.length > 0)
    throw new Error(`not Strophe's socket as it was examined: no ${missing.join(', ')}`);
  return methods
    .filter((each) => !usedMembers.includes(nameOf(each)))
    .reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), source);
}

/**
 * The package's own entry is one object that holds everything (BOSH, shared workers, authentication, stream management) and
 * leaves names in the global scope, so nothing of it can be left out: 17 kB brotli. Its socket alone is a class, of which no
 * bundler can leave out a method: those that ours override or never call would bring three times what is used. It logs to nobody:
 * ours silences it, which is the one thing that is done with its log.
 */
export function stropheWebsocket(root: string): Plugin {
  const path = (file: string): string => join(root, 'node_modules', name, 'src', file);
  const source = (file: string): string => JSON.stringify(path(file));
  return {
    name: 'kith:strophe',
    apply: 'build',
    enforce: 'pre',
    resolveId: (specifier) => (specifier === name ? id : undefined),
    load: (wanted) => {
      if (wanted === path('transports/websocket.ts')) return onlyUsed(readFileSync(wanted, 'utf8'));
      if (wanted === path('log.ts')) return 'export default { debug() {} };';
      return wanted === id
        ? `import Websocket from ${source('transports/websocket.ts')};
           export const Strophe = { Websocket, setLogLevel: () => undefined, LogLevel: {} };`
        : undefined;
    },
  };
}
