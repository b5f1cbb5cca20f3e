/** A session whose server asks for the password, for the tests of the notices. */
import type { ConnectFailure, Downgrade } from '#model/failure.ts';
import type { SessionState } from '#state/app.ts';

export class FakeSession implements Partial<SessionState> {
  passwordReason: ConnectFailure | undefined = $state.raw();
  failure: ConnectFailure | undefined = $state.raw();
  busy = $state(false);
  cannotStay = $state(false);
  readonly memory: boolean = false;
  readonly tried: string[] = [];
  readonly agreed: (Downgrade | undefined)[] = [];
  retries = 0;
  readonly #right: string;

  constructor(right: string, reason: ConnectFailure | undefined = { kind: 'credentials-expired' }) {
    this.#right = right;
    this.passwordReason = reason;
  }

  get needsPassword(): boolean {
    return this.passwordReason !== undefined;
  }

  reauthenticate(password: string, acceptWeaker?: Downgrade): Promise<boolean> {
    this.tried.push(password);
    this.agreed.push(acceptWeaker);
    const isRight = password === this.#right;
    if (isRight) this.passwordReason = undefined;
    this.failure = isRight ? undefined : { kind: 'rate-limited' };
    return Promise.resolve(isRight);
  }

  retryNow(): void {
    this.retries++;
  }
}
