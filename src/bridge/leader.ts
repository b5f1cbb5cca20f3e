/** The leading tab's half of the bridge: hosts the engine while this tab holds the account's lock. */
import type { EngineContext } from '#engine/context.ts';

/** The account's store as the engine wants it. */
export type LedStore = EngineContext['store'];
