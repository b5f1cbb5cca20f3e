/** A step of the login whose code is fetched when the server turns out to need it. */
import type { XmlElement } from '../codec/dom.ts';
import type { LoginContext, LoginStep } from './login-context.ts';

export class LaterStep implements LoginStep {
  #step: LoginStep | undefined;
  /** What the server said meanwhile. */
  #heard: XmlElement[] = [];

  constructor(context: LoginContext, load: () => Promise<LoginStep>) {
    load().then(
      (step) => {
        this.#step = step;
        for (const el of this.#heard) step.onElement(el);
        this.#heard = [];
      },
      () => {
        // The app's own server is out of reach.
        context.failed({ kind: 'no-network' });
      },
    );
  }

  onElement(el: XmlElement): boolean {
    if (this.#step) return this.#step.onElement(el);
    this.#heard.push(el);
    return true;
  }
}
