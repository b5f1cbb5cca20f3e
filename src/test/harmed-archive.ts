/** An archive with messages that do harm, and what an engine makes of it: texts, and marks where something is missing. */
import type { BareJid } from '#lib/jid.ts';
import { bare } from './builders.ts';
import { alice, bob, rest, type EngineRig } from './engine-rig.ts';
import type { Harm } from './fake-server/state.ts';

export const carol = bare('carol@example.org');
export const minute = 60_000;

/** The names of so many messages, without some. */
export const names = (count: number, ...without: readonly number[]): string[] =>
  Array.from({ length: count }, (_, i) => i)
    .filter((i) => !without.includes(i))
    .map((i) => `n${i}`);

/** The texts with a mark in the place of what is missing. */
export const shown = (count: number, at: number, mark: string): string[] =>
  names(count).map((name, i) => (i === at ? `[${mark}]` : name));

export class HarmedArchive {
  readonly #rig: EngineRig;

  constructor(rig: EngineRig) {
    this.#rig = rig;
  }

  say(body: string, options: { from?: string; harm?: Harm; ago?: number } = {}): void {
    const { from = bob, harm, ago = minute } = options;
    this.#rig.server.store(
      `<message xmlns="jabber:client" type="chat" from="${from}/x" to="${alice}" id="${body}"><body>${body}</body></message>`,
      this.#rig.clock.now() - ago,
    );
    const item = this.#rig.server.archive.at(-1);
    if (item && harm) item.harm = harm;
  }

  /** An entry that is no message to anyone. */
  receipt(harm: Harm): void {
    this.#rig.server.store(
      `<message xmlns="jabber:client" from="${bob}/x" to="${alice}"><received xmlns="urn:xmpp:receipts" id="none"/></message>`,
      this.#rig.clock.now() - minute,
    );
    const item = this.#rig.server.archive.at(-1);
    if (item) item.harm = harm;
  }

  /** Messages a minute apart; what `harms` names does harm. */
  archive(count: number, harms: Readonly<Record<number, Harm>> = {}): void {
    for (let i = 0; i < count; i++) {
      const harm = harms[i];
      this.say(`n${i}`, { ago: (count - i) * minute, ...(harm ? { harm } : {}) });
    }
  }

  /** Lets time pass until what is wanted has come, through all reconnects on the way. */
  async eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (let i = 0; i < 400; i++) {
      await rest(30);
      if (this.#rig.engine.connection.phase === 'online' && (await holds())) return;
      await this.#rig.clock.advance(this.#rig.engine.connection.phase === 'online' ? 1000 : 5000);
    }
    throw new Error(`never came true: ${what}; there is ${(await this.marked()).join(' ')}`);
  }

  /** The conversation as it is shown: texts, and marks where something is missing. */
  async marked(chat: BareJid = bob): Promise<string[]> {
    const all: string[] = [];
    for (let before: string | undefined; ;) {
      const page = await this.#rig.store.messagesPage(chat, {
        limit: 500,
        ...(before === undefined ? {} : { before }),
      });
      if (page.length === 0) return all;
      all.unshift(
        ...page.flatMap(({ content, gapBefore, gapAfter }) => [
          ...(gapBefore === undefined ? [] : [`[${gapBefore}]`]),
          'body' in content ? (content.body ?? '') : '',
          ...(gapAfter === undefined ? [] : [`[${gapAfter}]`]),
        ]),
      );
      before = page[0]?.order;
    }
  }
}
