/** What a throw-away server on this machine offers to the demonstration and the tests, whichever server it is. */

export interface RosterEntry {
  readonly jid: string;
  readonly name?: string;
  readonly groups?: readonly string[];
  readonly subscription: 'none' | 'to' | 'from' | 'both';
}

/** One archived message as a person's archive holds it. */
export interface ArchiveEntry {
  readonly user: string;
  /** Bare address of the other side. */
  readonly with: string;
  /** Seconds since the epoch. */
  readonly at: number;
  readonly xml: string;
}

/** Servers on this machine find each other by this alone: no DNS knows their names. */
export interface Federation {
  /** Where this one listens for the others. */
  readonly port: number;
  /** Where they listen, by domain. */
  readonly others: Readonly<Record<string, number>>;
}

export interface LocalServer {
  readonly label: string;
  readonly domain: string;
  readonly webSocket: string;
  readonly httpPort: number;
  readonly folder: string;
  readonly running: boolean;
  addAccount(user: string, password: string, host?: string): Promise<void>;
  /** Only before the first sign-in of that user. `requests`: who waits for an answer. */
  setRoster(user: string, entries: readonly RosterEntry[], requests?: readonly string[]): Promise<void>;
  /** Appends to archives with chosen dates; gives the archive ids. */
  archive(entries: readonly ArchiveEntry[]): Promise<string[]>;
  /** Cuts a user's sockets, silently or with a stream error; gives how many. */
  cut(user: string, condition?: string, host?: string): Promise<number>;
  /** SIGTERM and wait for the exit; data and port stay for `start`. */
  halt(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
  /** Halt and delete the data. */
  stop(): Promise<void>;
}

/** Thrown with one line that says what is missing and what to do. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}
