/** All features of the engine, and what connects them. */
import type { DeadLetters } from '../dead-letters.ts';
import type { Feature } from '../feature.ts';
import type { Link } from '../link.ts';
import { blockingFeature, type BlockingFeature } from './blocking.ts';
import { discoFeature, type DiscoFeature } from './disco.ts';
import { pingFeature } from './ping.ts';
import { presenceFeature, type PresenceFeature } from './presence.ts';
import { rosterFeature, type RosterFeature } from './roster.ts';
import { softwareFeature, type SoftwareFeature } from './software.ts';
import { typingFeature, type TypingFeature } from './typing.ts';
import { versionFeature } from './version.ts';

export interface Features {
  readonly blocking: BlockingFeature;
  readonly disco: DiscoFeature;
  readonly presence: PresenceFeature;
  readonly roster: RosterFeature;
  readonly software: SoftwareFeature;
  readonly typing: TypingFeature;
  /** Those that claim inbound stanzas. */
  readonly inbound: readonly Feature[];
}

/** `enqueued`: the outbox has new rows. */
export const createFeatures = (link: Link, deadLetters: DeadLetters, enqueued: () => void): Features => {
  const blocking = blockingFeature(link);
  const disco = discoFeature(link);
  const roster = rosterFeature(link);
  const typing = typingFeature(link);
  const known = softwareFeature(link);
  // What is told of a fresh login ends with the stream, be it software or typing.
  const software: SoftwareFeature = {
    ...known,
    reset: () => {
      known.reset();
      typing.reset();
    },
  };
  const presence = presenceFeature(link, deadLetters, { device: software.look, answered: enqueued });
  const inbound = [blocking, disco, presence, roster, pingFeature(), versionFeature()];
  return { blocking, disco, presence, roster, software, typing, inbound };
};
