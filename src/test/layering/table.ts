/** The layers: who may import whom, which package has which owner, and where code goes that breaks a rule. */

export type Layer =
  | 'lib'
  | 'model'
  | 'xmpp'
  | 'store'
  | 'engine'
  | 'bridge'
  | 'state'
  | 'ui'
  | 'sw'
  | 'relay'
  | 'local'
  | 'test'
  | 'main';

const layers = new Set<string>([
  'lib',
  'model',
  'xmpp',
  'store',
  'engine',
  'bridge',
  'state',
  'ui',
  'sw',
  'relay',
  'local',
  'test',
]);

/** `undefined`: the file stands outside of all layers. */
export function layerOf(path: string): Layer | undefined {
  if (path === 'main.ts') return 'main';
  const [first = ''] = path.split('/');
  return layers.has(first) ? (first as Layer) : undefined;
}

/** Tests may build what they need from anywhere; what ships may not. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('test/');
}

/** Besides itself. */
export const mayImport: Readonly<Record<Exclude<Layer, 'test'>, readonly Layer[]>> = {
  lib: [],
  model: ['lib'],
  xmpp: ['lib'],
  store: ['lib', 'model'],
  engine: ['lib', 'model', 'xmpp', 'store'],
  bridge: ['lib', 'model'],
  state: ['lib', 'model', 'store', 'bridge'],
  ui: ['lib', 'model', 'state'],
  sw: ['lib', 'model', 'store'],
  relay: ['lib', 'xmpp'],
  local: ['lib', 'xmpp'],
  main: ['lib', 'model', 'store', 'bridge', 'state', 'ui'],
};

export interface Grant {
  /** The importing file, or a folder that ends with `/`. */
  readonly from: string;
  readonly to: Layer;
  readonly kinds: readonly ('value' | 'type' | 'dynamic')[];
}

/** What single files may do beyond the table. */
export const grants: readonly Grant[] = [
  // The one place where a tab gets its engine, so that the screen does not wait for it.
  { from: 'bridge/leader.ts', to: 'engine', kinds: ['dynamic', 'type'] },
  // The worker's own composition root.
  { from: 'sw/wake.ts', to: 'engine', kinds: ['value', 'type'] },
  { from: 'sw/wake.ts', to: 'xmpp', kinds: ['value', 'type'] },
];

/** Layers that others enter through one door only. */
export const doors: readonly { readonly from: Layer; readonly to: Layer; readonly door: string }[] = [
  { from: 'state', to: 'bridge', door: 'bridge/client.ts' },
  { from: 'main', to: 'bridge', door: 'bridge/client.ts' },
];

/** Where each package may be imported: files, or folders that end with `/`. Development tools are for `local` and tests. */
export const packageOwners: Readonly<Record<string, readonly string[]>> = {
  'strophe.js': ['xmpp/stream/'],
  idb: ['store/'],
  'fake-indexeddb': ['store/'],
  'linkify-it': ['lib/links.ts'],
  svelte: ['state/', 'ui/', 'main.ts'],
  '@lucide/svelte': ['ui/'],
  'workbox-precaching': ['sw/'],
  'workbox-routing': ['sw/'],
  'workbox-window': ['state/update.svelte.ts'],
};

/** Globals that a layer must not know, and the files of the layer that may. */
export const forbiddenNames: readonly {
  readonly layer: Layer;
  readonly names: readonly string[];
  readonly except: readonly string[];
  readonly advice: string;
}[] = [
  {
    layer: 'model',
    names: [
      'window',
      'document',
      'indexedDB',
      'fetch',
      'localStorage',
      'sessionStorage',
      'crypto',
      'setTimeout',
    ],
    except: [],
    advice: 'model/ is pure: take the value as a parameter and let store/ or engine/ supply it',
  },
  {
    layer: 'engine',
    names: ['window', 'document', 'localStorage', 'sessionStorage', 'DOMParser', 'XMLSerializer'],
    except: [],
    advice: 'the engine does not know its host: take it from EngineContext, which bridge/leader.ts fills',
  },
  {
    layer: 'xmpp',
    names: ['window', 'document', 'DOMParser', 'XMLSerializer'],
    except: ['xmpp/codec/dom.ts', 'xmpp/stream/'],
    advice: 'codecs read the five-method view: the DOM is for xmpp/codec/dom.ts and xmpp/stream/',
  },
];

export const runes = ['$state', '$derived', '$effect', '$props', '$bindable', '$inspect', '$host'] as const;

/** Folders of `ui` that every part of the screen uses. */
export const sharedUi = new Set(['kit', 'i18n', 'theme']);
export const mostOtherUi = 2;

export const forbiddenFileNames = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'misc',
  'types',
  'manager',
]);

/** Lines. */
export const caps = { ts: 300, svelte: 250 } as const;
export const uncapped = /(?:^|\/)(?:fixtures|migrations|i18n)\//u;

const advice: Readonly<Record<string, string>> = {
  'xmpp>model': 'xmpp/ declares its own shapes; turning them into entities belongs in engine/',
  'store>xmpp': 'engine/inbound/ turns elements into facts before store/ sees them',
  'store>engine': 'store/ offers whole operations; what decides when to call them belongs in engine/',
  'engine>bridge': 'hand it to the engine through EngineContext',
  'engine>state': 'write it to store/; state/ reads it from there',
  'bridge>engine': 'only bridge/leader.ts imports the engine, with import()',
  'bridge>xmpp': 'what talks to the wire belongs in engine/; the bridge carries commands',
  'bridge>store': 'take the open store as a parameter, or let engine/ open it',
  'state>xmpp': 'a pure function over text belongs in lib/; all else is a command through bridge/client.ts',
  'state>engine': 'send a command through bridge/client.ts, or write an outbox row through store/',
  'ui>store': 'read it through a class in state/',
  'ui>bridge': 'call a method of a class in state/',
  'ui>engine': 'call a method of a class in state/',
  'ui>xmpp': 'a pure function over text belongs in lib/; all else reaches the screen as a view of state/',
  'main>xmpp': 'the engine, started by bridge/leader.ts, talks to the wire',
  'main>engine': 'join the bridge; its leader starts the engine',
};

/** Where the code should go instead. */
export function adviceFor(from: Layer, to: Layer): string {
  if (to === 'test') return 'what ships must not need test/: move it into the layer that uses it';
  if (to === 'local' || to === 'relay') return `${to}/ runs in Node: move what both need into lib/`;
  if (from === 'lib') return 'lib/ imports nothing of ours: move this file into the layer it serves';
  if (from === 'model') return 'model/ holds pure rules: what needs more belongs in store/ or engine/';
  return advice[`${from}>${to}`] ?? `${from}/ must not know ${to}/: see "Who may import whom" in the README`;
}
