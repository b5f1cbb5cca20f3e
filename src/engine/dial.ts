/** One attempt to connect: finds the address, the credentials and the stream to resume, and tries each address once. */
import { domainOf } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { StreamFailure } from '#xmpp/stream/failure.ts';
import type { Bound, Credentials, ResumeState, StreamSession } from '#xmpp/stream/session.ts';
import type { EngineContext } from './context.ts';

/**
 * Outbound stanzas that the former page may have sent after it last saved its counters. Counts of the server within this
 * distance are believed; what they do not cover is reported by the stream as lost.
 */
const unsavedSends = 10_000;

const isAboutKeys = ({ kind }: StreamFailure): boolean =>
  kind === 'credentials-expired' || kind === 'not-recognised';

export class Dialler {
  readonly #ctx: EngineContext;
  readonly #stream: StreamSession;
  readonly #isGreeted: () => boolean;
  /** Discovered addresses, best first; kept until none of them answers. */
  #addresses: readonly string[] = [];
  /** The address that worked last: what is tried when discovery finds nothing, as behind a captive portal. */
  #proven: string | undefined;

  /** `isGreeted`: whether the stream's own session is complete enough to be resumed. */
  constructor(ctx: EngineContext, stream: StreamSession, isGreeted: () => boolean) {
    this.#ctx = ctx;
    this.#stream = stream;
    this.#isGreeted = isGreeted;
  }

  /** `isWanted` is asked before each step that would reach the network. */
  async dial(isWanted: () => boolean): Promise<Result<Bound, StreamFailure>> {
    const { account } = this.#ctx;
    const credentials = await account.credentials();
    if (!credentials) return err({ kind: 'not-recognised', everyTime: account.asksEachTime });
    const addresses = await this.#find();
    if (!addresses.ok) return addresses;
    const resume = await this.#resumable();
    const connect = (webSocket: string, as: Credentials): Promise<Result<Bound, StreamFailure>> =>
      this.#stream.connect({
        jid: this.#ctx.jid,
        webSocket,
        credentials: as,
        userAgentId: account.userAgentId,
        ...(account.strongest === undefined ? {} : { strongest: account.strongest }),
        allowPlain: account.plainAllowed,
        ...(resume ? { resume } : {}),
      });
    let failure: StreamFailure = { kind: 'unreachable', domain: domainOf(this.#ctx.jid) };
    for (const webSocket of addresses.value) {
      if (!isWanted()) break;
      let bound = await connect(webSocket, credentials);
      if (!bound.ok && isAboutKeys(bound.error) && isWanted()) {
        const other = account.instead?.();
        if (other) bound = await connect(webSocket, other);
      }
      if (bound.ok) {
        // The address that worked is the first to be tried next time.
        this.#addresses = [webSocket, ...addresses.value.filter((other) => other !== webSocket)];
        this.#proven = webSocket;
        return bound;
      }
      failure = bound.error;
      if (failure.kind === 'wrong-password') account.refused?.();
      if (failure.kind === 'not-recognised') return err({ ...failure, everyTime: account.asksEachTime });
      if (failure.kind !== 'unreachable') return err(failure);
    }
    this.#addresses = [];
    return err(this.#ctx.host.isOnline() ? failure : { kind: 'no-network' });
  }

  async #find(): Promise<Result<readonly string[], StreamFailure>> {
    const { account, jid } = this.#ctx;
    if (account.webSocket !== undefined) return ok([account.webSocket]);
    if (this.#addresses.length > 0) return ok(this.#addresses);
    const found = await this.#ctx.discover(domainOf(jid));
    return found.ok || this.#proven === undefined ? found : ok([this.#proven]);
  }

  /** This engine's own stream, or what another page left in the store and the server may still have. */
  async #resumable(): Promise<ResumeState | undefined> {
    if (this.#stream.resumeState) return this.#isGreeted() ? this.#stream.resumeState : undefined;
    const row = await this.#ctx.store.streamRow();
    if (!row) return undefined;
    const { at, ...state } = row;
    if (state.max !== undefined && this.#ctx.clock.now() - at > state.max * 1000) return undefined;
    return { ...state, sent: (state.sent + unsavedSends) >>> 0 };
  }
}
