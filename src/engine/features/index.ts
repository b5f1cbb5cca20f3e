/** All features of the engine. */
export { blockingFeature } from './blocking.ts';
export { discoFeature } from './disco.ts';
export { pingFeature } from './ping.ts';
export { presenceFeature } from './presence.ts';
export { rosterFeature } from './roster.ts';
export { softwareFeature } from './software.ts';
export { typingFeature } from './typing.ts';
export { versionFeature } from './version.ts';
