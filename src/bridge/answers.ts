/** Commands that come again because their first answer was lost are answered again, not carried out again. */
import type { Reply } from '#model/command.ts';

const mostRemembered = 100;

export class Answers {
  readonly #given = new Map<string, Promise<Reply>>();

  /** The answer to the command of this id, found by `run` the first time. */
  once(id: string, run: () => Promise<Reply>): Promise<Reply> {
    const answer = this.#given.get(id) ?? run();
    this.#given.set(id, answer);
    const [oldest] = this.#given.keys();
    if (this.#given.size > mostRemembered && oldest !== undefined) this.#given.delete(oldest);
    return answer;
  }

  /** Another engine, other answers. */
  clear(): void {
    this.#given.clear();
  }
}
