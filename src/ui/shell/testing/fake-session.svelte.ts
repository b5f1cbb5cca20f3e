/** A session whose password the server refuses, for the tests of the notices. */
import type { ConnectFailure } from '#model/failure.ts';
import type { SessionState } from '#state/app.ts';

export class FakeSession implements Partial<SessionState> {
  needsPassword = $state(true);
  failure: ConnectFailure | undefined = $state.raw({ kind: 'wrong-password' });
  busy = $state(false);
  readonly memory: boolean = false;
  readonly tried: string[] = [];
  readonly #right: string;

  constructor(right: string) {
    this.#right = right;
  }

  reauthenticate(password: string): Promise<boolean> {
    this.tried.push(password);
    const isRight = password === this.#right;
    this.needsPassword = !isRight;
    this.failure = isRight ? undefined : { kind: 'rate-limited' };
    return Promise.resolve(isRight);
  }
}
