/** Who is signed in: the start from what is stored, signing in, signing out, and the state of the link. */
import { tick } from 'svelte';
import type { BareJid } from '#lib/jid.ts';
import type { Log } from '#lib/log.ts';
import type { Result } from '#lib/result.ts';
import type {
  BridgeClient,
  JoinOptions,
  RejoinOptions,
  Rejoining,
  SignInFailure,
  SignInRequest,
  SignInResult,
} from '#bridge/client.ts';
import type { Signal } from '#model/command.ts';
import type { Connection } from '#model/connection.ts';
import type { ConnectFailure, Downgrade } from '#model/failure.ts';
import type { AccountStore, ShellStore, StoreFailure } from '#store/account-store.ts';
import type { SessionState, SignInForm } from './app.ts';
import type { SignedInAccount } from './account.svelte.ts';
import type { Config } from './config.ts';
import { passwordReasonAfter } from './password-reason.ts';
import { leave } from './leaving.ts';
import { readPrefill } from './prefill.ts';
import { readSignInForm } from './sign-in-form.ts';

export interface SessionHost {
  readonly openAccount: (jid: BareJid) => Promise<Result<AccountStore, StoreFailure>>;
  readonly join: (options: JoinOptions) => BridgeClient;
  readonly signIn: (request: SignInRequest) => Promise<SignInResult>;
  readonly rejoin: (options: RejoinOptions) => Rejoining;
  readonly forget: (jid: BareJid) => Promise<void>;
  readonly makeAccount: (store: AccountStore, memory: boolean) => SignedInAccount;
  readonly config: () => Config;
  /** Of the page: for links that fill in the form. */
  readonly location: { readonly search: string; readonly hostname: string };
  /** An account came or went. */
  readonly changed: (account: SignedInAccount | undefined) => void;
  /** This tab's code is not that of the others. */
  readonly reload: () => void;
  readonly log: Log;
}

const connecting: Connection = { phase: 'connecting', attempt: 0 };

export class Session implements SessionState {
  readonly #host: SessionHost;
  #phase = $state.raw<SessionState['phase']>('starting');
  #account = $state.raw<SignedInAccount | undefined>(undefined);
  #connection = $state.raw<Connection>(connecting);
  #failure = $state.raw<ConnectFailure | undefined>(undefined);
  #busy = $state.raw(false);
  /** The end of a sign-out that an earlier page began. */
  #left: Promise<void> | undefined;
  #passwordReason = $state.raw<ConnectFailure | undefined>(undefined);
  #cannotStay = $state.raw(false);
  #storageRefused = $state.raw(false);
  #shell: ShellStore | undefined;
  #bridge: BridgeClient | undefined;
  #attempt: AbortController | undefined;

  constructor(host: SessionHost) {
    this.#host = host;
  }

  get phase(): SessionState['phase'] {
    return this.#phase;
  }

  /** Also just after it ended, so long as the screen still shows it. */
  get account(): SignedInAccount | undefined {
    return this.#account;
  }

  get jid(): BareJid | undefined {
    return this.#phase === 'signed-in' ? this.#account?.jid : undefined;
  }

  get connection(): Connection {
    return this.#connection;
  }

  get failure(): ConnectFailure | undefined {
    return this.#failure;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get needsPassword(): boolean {
    return this.passwordReason !== undefined;
  }

  get passwordReason(): ConnectFailure | undefined {
    return this.#phase === 'signed-in' ? this.#passwordReason : undefined;
  }

  get cannotStay(): boolean {
    return this.#cannotStay && this.#phase === 'signed-in';
  }

  get memory(): boolean {
    return this.#account?.memory ?? this.#storageRefused;
  }

  get storageRefused(): boolean {
    return this.#storageRefused;
  }

  get waitingCount(): number {
    return this.#account?.waitingCount ?? 0;
  }

  get prefill(): SessionState['prefill'] {
    const { search, hostname } = this.#host.location;
    return readPrefill(search, hostname, this.#host.config());
  }

  /** From what is stored: the screen is there without the network. */
  async start(shell: ShellStore): Promise<void> {
    this.#shell = shell;
    this.#storageRefused = shell.memory;
    const [jid, leaving] = await Promise.all([shell.currentAccount(), shell.leavingAccount()]);
    if (leaving !== undefined) this.#left = leave(shell, leaving, this.#host.forget).catch(this.#failed);
    const opened = jid === undefined || jid === leaving ? undefined : await this.#host.openAccount(jid);
    if (opened === undefined) this.#phase = 'signed-out';
    else if (opened.ok) this.#resume(opened.value);
    else this.fail();
  }

  /** Nothing stored can be read. */
  fail(): void {
    this.#failure = { kind: 'storage' };
    this.#phase = 'signed-out';
  }

  async signIn(form: SignInForm): Promise<boolean> {
    if (this.#busy || this.#phase === 'signed-in') return false;
    const request = readSignInForm(form, this.#host.config(), !this.#storageRefused, this.prefill);
    return this.#try(async (signal) => {
      if (!request.ok) return request.error;
      if (this.#left) await this.#left;
      const result = await this.#host.signIn({ ...request.value, signal, onSignal: this.#heard });
      if (!result.ok) {
        this.#connection = connecting;
        this.#cannotStay = false;
        return result.error;
      }
      const { store, memory, bridge } = result.value;
      if (!memory) await this.#shell?.setCurrentAccount(store.jid);
      this.#joined(this.#take(store, memory), bridge);
      return undefined;
    });
  }

  /** The bridge that tries the password stays joined whatever comes of it: it serves the commands and a sign-out. */
  async reauthenticate(password: string, acceptWeaker?: Downgrade): Promise<boolean> {
    const account = this.#account;
    const left = this.#bridge;
    if (this.#busy || account === undefined || left === undefined) return false;
    return this.#try(async (signal) => {
      await left.leave();
      if (this.#bridge !== left) return { kind: 'cancelled' };
      const joining = { ...this.#joining(account), ...(acceptWeaker === undefined ? {} : { acceptWeaker }) };
      const { bridge, outcome } = this.#host.rejoin({ ...joining, password, signal });
      this.#joined(account, bridge);
      return outcome;
    });
  }

  /** `failure` is empty while it runs and after a success. */
  async #try(attempt: (signal: AbortSignal) => Promise<SignInFailure | undefined>): Promise<boolean> {
    const abort = new AbortController();
    this.#attempt = abort;
    this.#busy = true;
    this.#failure = undefined;
    try {
      const failure = await attempt(abort.signal);
      this.#failure = failure?.kind === 'cancelled' ? undefined : failure;
      return failure === undefined;
    } finally {
      this.#busy = false;
      this.#attempt = undefined;
    }
  }

  cancelSignIn(): void {
    this.#attempt?.abort();
  }

  /** Ends in every tab; without an answer of the engine this one deletes what is stored. */
  async signOut(): Promise<void> {
    const account = this.#account;
    const bridge = this.#bridge;
    if (account === undefined || bridge === undefined || this.#busy) return;
    this.#busy = true;
    try {
      await leave(this.#shell, account.jid, async (jid) => {
        const reply = await bridge.send({ name: 'sign-out' });
        if (!reply.ok && this.#bridge === bridge) {
          await bridge.leave();
          account.dispose();
          account.store.close();
          await this.#host.forget(jid);
        }
        await this.#end(account);
      });
    } finally {
      this.#busy = false;
    }
  }

  retryNow(): void {
    void this.#bridge?.send({ name: 'retry-now' });
  }

  /** Before the page goes: drafts are stored. */
  async flush(): Promise<void> {
    await this.#account?.flush();
  }

  async dispose(): Promise<void> {
    await this.flush();
    this.#account?.dispose();
    await this.#bridge?.leave();
  }

  #resume(store: AccountStore): void {
    const account = this.#take(store, store.memory);
    this.#joined(account, this.#host.join(this.#joining(account)));
  }

  #joining({ jid, store, memory }: SignedInAccount): JoinOptions {
    const { config, log } = this.#host;
    return { jid, store, memory, config: config(), onSignal: this.#heard, log };
  }

  #take(store: AccountStore, memory: boolean): SignedInAccount {
    const account = this.#host.makeAccount(store, memory);
    this.#account = account;
    store.onLost((failure) => {
      if (failure.kind === 'gone') this.#end(account).catch(this.#failed);
      else this.#host.reload();
    });
    this.#host.changed(account);
    return account;
  }

  #joined(account: SignedInAccount, bridge: BridgeClient): void {
    this.#bridge = bridge;
    this.#connection = bridge.connection;
    account.attach(bridge);
    this.#phase = 'signed-in';
  }

  readonly #heard = (signal: Signal): void => {
    if (signal.name === 'connection') this.#connected(signal.connection);
    this.#account?.heard(signal);
    if (signal.name === 'cannot-stay') this.#cannotStay = true;
    if (signal.name === 'reload') this.#host.reload();
    if (signal.name === 'signed-out' && this.#account !== undefined)
      this.#end(this.#account).catch(this.#failed);
  };

  /** A new leader or a finished catch-up: what the feed told meanwhile may have been missed. */
  #connected(connection: Connection): void {
    const { phase } = connection;
    this.#passwordReason = passwordReasonAfter(this.#passwordReason, connection);
    const isNews = phase !== this.#connection.phase && phase === 'online';
    this.#connection = connection;
    if (isNews) this.#account?.feed.tell(undefined);
  }

  async #end(account: SignedInAccount): Promise<void> {
    if (this.#account !== account || this.#phase !== 'signed-in') return;
    const bridge = this.#bridge;
    this.#bridge = undefined;
    this.cancelSignIn();
    account.dispose();
    this.#phase = 'signed-out';
    this.#connection = connecting;
    this.#failure = undefined;
    this.#passwordReason = undefined;
    this.#cannotStay = false;
    this.#host.changed(undefined);
    await tick();
    if (this.#account === account) this.#account = undefined;
    await bridge?.leave();
    account.store.close();
    if ((await this.#shell?.currentAccount()) === account.jid)
      await this.#shell?.setCurrentAccount(undefined);
  }

  readonly #failed = (error: unknown): void => {
    this.#host.log.error('signing out did not finish', {
      error: error instanceof Error ? error.name : 'unknown',
    });
  };
}
