/** Measures what a person downloads before the list of chats can be used, and holds it to a budget. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { ChunkRecord } from '../build/bundle-record.ts';
import { readRecord } from './built.ts';
import type { Step } from './step.ts';

/** Bytes. Changing one is a decision, to be said in the commit. */
export const budgets = {
  /** What the page itself imports: script and style before the sign-in form shows. */
  firstGzip: 90_000,
  /**
   * All scripts and styles until the list is usable after sign-in, engine included. A ratchet on the way to 96 kB: 101.8 kB were
   * measured. It may be lowered, and only lowered.
   */
  usableBrotli: 103_000,
} as const;

/**
 * Modules that are fetched only when somebody asks for them, and why nobody waits for them at sign-in. Any other
 * dynamic import counts: a new one has to be named here to be left out.
 */
export const onDemand: Readonly<Record<string, string>> = {
  'node_modules/fake-indexeddb/build/esm/index.js':
    'for public computers and browsers without IndexedDB only',
  'node_modules/workbox-window/build/workbox-window.prod.es5.mjs':
    'registers the worker after the page has loaded',
  'src/engine/archive/detour.ts': 'when the archive cannot be read past a message',
  'src/engine/archive/fill-gaps.ts': 'on asking once more for what is missing',
  'src/engine/archive/whole-archive.ts': 'on keeping all history on the device',
  'src/engine/archive/without-anchor.ts': 'when the archive has lost the place where reading stopped',
  'src/engine/later.ts': 'once the account is online: what sends, looks up software, and reads the past',
  'src/state/conversations.svelte.ts': 'on opening a conversation',
  'src/store/operations/compose.ts': 'on opening a conversation, whose draft is read',
  'src/store/operations/history.ts': 'on clearing the history, and on keeping all of it',
  'src/store/operations/page-filtered.ts': 'on reading older messages of one conversation',
  'src/ui/chat-list/ChatMenu.svelte': 'on asking for the menu of a row',
  'src/ui/chat-list/SearchResults.svelte': 'on searching',
  'src/ui/chat/ChatScreen.svelte': 'on opening a conversation, with styling and links',
  'src/ui/i18n/ar.ts': 'where Arabic is read',
  'src/ui/i18n/ar-later.ts': 'where Arabic is read',
  'src/ui/i18n/de.ts': 'where German is read',
  'src/ui/i18n/de-later.ts': 'where German is read',
  'src/ui/i18n/en-later.ts': 'with the first screen that is loaded when asked for',
  'src/ui/i18n/pseudo.ts': 'when one who makes the app looks for words that do not fit',
  'src/ui/keys/Overlays.svelte': 'on the key for the palette or for the list of keys',
  'src/ui/keys/obey.ts': 'on a key that leads elsewhere',
  'src/ui/people/ContactDetails.svelte': 'on opening the details of a contact',
  'src/ui/people/Contacts.svelte': 'on opening the contacts',
  'src/ui/people/NewChat.svelte': 'on starting a new chat',
  'src/ui/settings/SettingsNav.svelte': 'on opening the settings',
  'src/ui/settings/SettingsScreen.svelte': 'on opening the settings',
  'src/ui/shell/PasswordBanner.svelte': 'when the server takes what is stored no longer',
  'src/xmpp/stream/classic-bind.ts': 'for servers that offer SASL2 and yet no Bind 2',
  'src/xmpp/stream/discover.ts': 'where nobody has said which WebSocket it is',
  'src/xmpp/stream/sasl1-login.ts': 'for servers without SASL2',
};

/** Files that the page needs at once, and all that it needs until the list is usable. */
export function neededFiles(
  chunks: readonly ChunkRecord[],
  excused: ReadonlySet<string>,
): { readonly first: string[]; readonly usable: string[] } {
  const byFile = new Map(chunks.map((chunk) => [chunk.file, chunk]));
  const collect = (start: readonly ChunkRecord[], lazyToo: boolean): string[] => {
    const found = new Set<string>();
    const queue = [...start];
    for (let chunk = queue.pop(); chunk !== undefined; chunk = queue.pop()) {
      if (found.has(chunk.file)) continue;
      found.add(chunk.file);
      for (const css of chunk.css) found.add(css);
      const lazy = chunk.dynamicImports.map((file) => byFile.get(file)).filter((next) => next !== undefined);
      const wanted = lazyToo ? lazy.filter((next) => !excused.has(next.module ?? '')) : [];
      queue.push(
        ...wanted,
        ...chunk.imports.map((file) => byFile.get(file)).filter((next) => next !== undefined),
      );
    }
    return [...found].sort();
  };
  const entries = chunks.filter((chunk) => chunk.isEntry);
  return { first: collect(entries, false), usable: collect(entries, true) };
}

interface Sizes {
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

export function sizesOf(contents: readonly Buffer[]): Sizes {
  const total = (size: (content: Buffer) => number): number =>
    contents.reduce((sum, content) => sum + size(content), 0);
  return {
    raw: total((content) => content.length),
    gzip: total((content) => gzipSync(content, { level: 9 }).length),
    brotli: total(
      (content) => brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
    ),
  };
}

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

export function sizeStep(root: string): Step {
  return {
    name: 'size budget',
    run: () => {
      const record = readRecord(root);
      if (record === undefined) return { problems: ['there is no build to measure'] };
      const { first, usable } = neededFiles(record.chunks, new Set(Object.keys(onDemand)));
      const measure = (files: readonly string[]): Sizes =>
        sizesOf(files.map((file) => readFileSync(join(root, 'dist', file))));
      const before = measure(first);
      const until = measure(usable);
      const unknown = Object.keys(onDemand).filter(
        (name) => !record.chunks.some((chunk) => chunk.module === name),
      );
      return {
        problems: [
          ...(before.gzip > budgets.firstGzip
            ? [`first screen: ${kB(before.gzip)} gzip, budget ${kB(budgets.firstGzip)}`]
            : []),
          ...(until.brotli > budgets.usableBrotli
            ? [`until the list is usable: ${kB(until.brotli)} brotli, budget ${kB(budgets.usableBrotli)}`]
            : []),
          ...unknown.map((name) => `${name} has no chunk: take it off the list of modules on demand`),
        ],
        notes: [
          `first screen: ${kB(before.gzip)} gzip, ${kB(before.brotli)} brotli (${first.length} files)`,
          `until the list is usable: ${kB(until.gzip)} gzip, ${kB(until.brotli)} brotli (${usable.length} files)`,
        ],
      };
    },
  };
}
