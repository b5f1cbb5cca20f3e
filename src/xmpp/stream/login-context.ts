/** What the steps of a login share: what they are told, what they may do, what comes out. */
import type { FullJid } from '#lib/jid.ts';
import type { Xml, XmlElement } from '../codec/dom.ts';
import type { SmEnabled } from '../xep/0198-sm.ts';
import type { StreamFailure } from './failure.ts';
import type { ConnectRequest, ResumeState, ScramKeysWire, StreamFeatures } from './session.ts';

/** The stream is up. Counting begins at this very element: the next may be a stanza. */
export type LoginResult =
  /** `h` is undefined when the server's count cannot be read. */
  | { readonly kind: 'resumed'; readonly h: number | undefined }
  | {
      readonly kind: 'bound';
      readonly jid: FullJid;
      /** Absent: no stream management. */
      readonly sm?: SmEnabled;
      readonly carbons: boolean;
      readonly archiveEdge?: { readonly start?: string; readonly end?: string };
      /** From a refused resume. */
      readonly previousH?: number;
      /** Features of the bound stream have still to come. */
      readonly awaitsFeatures: boolean;
    };

export interface LoginOutcome {
  readonly result: LoginResult;
  readonly mechanism: string;
  readonly scramKeys?: ScramKeysWire;
  readonly features: StreamFeatures;
}

export interface LoginContext {
  readonly request: ConnectRequest;
  /** To be tried before binding. */
  readonly resume: ResumeState | undefined;
  readonly isActive: boolean;
  readonly newId: () => string;
  send(el: Xml): void;
  restart(): void;
  done(outcome: LoginOutcome): void;
  failed(failure: StreamFailure): void;
}

/** A step of the login that reads elements; false: not its business. */
export interface LoginStep {
  onElement(el: XmlElement): boolean;
}
