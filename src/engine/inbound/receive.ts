/** The inbound door: hands each stanza to the router, and holds what comes between a login and our knowing of it. */
import type { XmlElement } from '#xmpp/codec/dom.ts';
import type { Router } from '#xmpp/stream/router.ts';

interface Early {
  readonly el: XmlElement;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What a fresh login means for the store (presence forgotten, cursors opened) must be committed before the first stanza of
 * that stream, and whether it is fresh is known a few turns after the first stanza may come.
 */
export class InboundDoor {
  readonly #router: Router;
  #early: Early[] | undefined;

  constructor(router: Router) {
    this.#router = router;
  }

  /** The stream's handler; called in the order of the stanzas. */
  receive(el: XmlElement): Promise<void> {
    if (!this.#early) return this.#router.route(el);
    const early = this.#early;
    return new Promise((resolve, reject) => early.push({ el, resolve, reject }));
  }

  /** Before an attempt to log in. */
  shut(): void {
    this.#early ??= [];
  }

  /** After a login has been noted. */
  open(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const { el, resolve, reject } of early) this.#router.route(el).then(resolve, reject);
  }

  /** The attempt failed: what came with it was not handled, so it must never count as that. */
  forget(): void {
    for (const { reject } of this.#early ?? []) reject(new Error('the login was not noted'));
    this.#early = undefined;
  }
}
