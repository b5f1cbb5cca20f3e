/** Constants that the build writes into the code. */

/** Names this build: a hash of all that goes into it, `dev` in the dev server and `test` in unit tests. */
declare const __BUILD_ID__: string;
/** True only in the build that fault tests run: marks the points at which they kill a tab. */
declare const __PROBE__: boolean;
