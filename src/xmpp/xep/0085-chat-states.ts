/** XEP-0085: Chat State Notifications, version 2.1 */
import type { Codec } from '../codec/codec.ts';
import { nameOf } from '../codec/element.ts';

export const chatStatesNs = 'http://jabber.org/protocol/chatstates';

export type ChatState = 'active' | 'composing' | 'paused' | 'inactive' | 'gone';

export const chatState: Codec<ChatState> = nameOf(
  chatStatesNs,
  'active',
  'composing',
  'paused',
  'inactive',
  'gone',
);
