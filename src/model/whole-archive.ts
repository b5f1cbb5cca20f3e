/** How far the download of a whole archive has come. */

/**
 * `under-way` also while there is no connection. `full`: the storage of this device is nearly full. `stuck`: the server does
 * not go on. The next sign-in tries again in either case.
 */
export type DownloadState = 'under-way' | 'done' | 'full' | 'stuck';

export interface WholeArchive {
  readonly state: DownloadState;
  /** Items of the archive that are here, going back from the first sign-in. */
  readonly fetched: number;
  /** How many the archive holds, if the server tells: perhaps an estimate (XEP-0059 §2.6). */
  readonly total?: number;
  /** When the oldest one fetched was sent, milliseconds. */
  readonly reached?: number;
}
