/** What joins one connection to the next: which session may be resumed, how it stands after a login, when to give it up. */
import type { Xml } from '../codec/dom.ts';
import type { LoginResult } from './login-context.ts';
import type { Bound, ResumeState } from './session.ts';
import { StreamManagement } from './stream-management.ts';

/** How things stand after a login, and what the server lacks of an earlier connection. */
export interface Standing {
  readonly bound: Pick<
    Bound,
    'jid' | 'resumed' | 'carbonsEnabled' | 'archiveEdge' | 'previous' | 'lostAbove'
  >;
  readonly resend: readonly Xml[];
  /** The server's count of our stanzas has grown to this. */
  readonly acked?: number;
}

export class Continuity {
  readonly sm = new StreamManagement();
  /** A session whose counts went wrong, or that is over: never resumed, whoever still remembers it. */
  #refusedId: string | undefined;
  /** Where an unreadable frame stood: behind so many stanzas of that session. */
  #brokenAt: { readonly id: string; readonly received: number } | undefined;

  /** The session to ask the server for, with the counts as they are now; undefined: none, bind afresh. */
  resumable(state: ResumeState | undefined): ResumeState | undefined {
    if (!state || state.id === this.#refusedId) return undefined;
    this.sm.load(state);
    this.sm.rewind();
    return this.sm.resumeState;
  }

  /** Undefined: the server's count contradicts ours, nothing may be assumed. */
  standingAfter(result: LoginResult): Standing | undefined {
    return result.kind === 'resumed' ? this.#resumed(result.h) : this.#bound(result);
  }

  /** An unreadable frame is tried once more, by a resume; the second time at the same place the session is given up. */
  noteBroken(): void {
    const { id, received } = this.sm;
    if (id === undefined) return;
    const isSecond = this.#brokenAt?.id === id && this.#brokenAt.received === received;
    this.#brokenAt = { id, received };
    if (isSecond) this.forget();
  }

  forget(): void {
    this.#refusedId = this.sm.id ?? this.#refusedId;
    this.sm.forget();
  }

  #resumed(h: number | undefined): Standing | undefined {
    const verdict = h === undefined ? undefined : this.sm.acknowledged(h);
    const { jid } = this.sm;
    if (verdict?.kind !== 'ok' || jid === undefined) return undefined;
    const { resend, lostAbove } = this.sm.resumed();
    return {
      // Carbons are part of what was resumed; the one who enabled them knows.
      bound: { jid, resumed: true, carbonsEnabled: true, ...(lostAbove === undefined ? {} : { lostAbove }) },
      resend,
      ...(verdict.value === undefined ? {} : { acked: verdict.value }),
    };
  }

  #bound({ jid, sm, carbons, archiveEdge, previousH }: LoginResult & { kind: 'bound' }): Standing {
    const isSound = previousH !== undefined && this.sm.acknowledged(previousH).kind === 'ok';
    if (sm) {
      this.sm.begin();
      this.sm.enabled(jid, sm.resume ? sm.id : undefined, sm.max);
    } else this.sm.forget();
    return {
      bound: {
        ...{ jid, resumed: false, carbonsEnabled: carbons },
        ...(archiveEdge ? { archiveEdge } : {}),
        ...(isSound ? { previous: { h: previousH } } : {}),
      },
      resend: [],
    };
  }
}
