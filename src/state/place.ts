/** The hash routes: every screen has a link, and whatever a link says is checked before it names a screen. */
import { parseBareJid, type BareJid } from '#lib/jid.ts';
import type { Place } from './views.ts';

export const chatsPlace: Place = { name: 'chats' };

const decodeSegment = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
};

const readAddress = (segment: string | undefined): BareJid | undefined => {
  const text = segment === undefined ? undefined : decodeSegment(segment);
  if (text === undefined) return undefined;
  const jid = parseBareJid(text);
  return jid.ok ? jid.value : undefined;
};

/** Reads `location.hash`; whatever is unknown or malformed is the chat list. */
export const parsePlace = (hash: string): Place => {
  const [root, name, second, third, ...rest] = hash.replace(/^#/, '').split('/');
  if (root !== '' || rest.length > 0) return chatsPlace;
  if (name === 'chat') {
    const jid = readAddress(second);
    if (jid === undefined || (third !== undefined && third !== 'details')) return chatsPlace;
    return { name, jid, details: third === 'details' };
  }
  if (third !== undefined) return chatsPlace;
  if (name === 'contact') {
    const jid = readAddress(second);
    return jid === undefined ? chatsPlace : { name, jid };
  }
  if (name === 'settings') {
    if (second === undefined) return { name };
    return /^[a-z][a-z-]{0,31}$/.test(second) ? { name, topic: second } : chatsPlace;
  }
  if (second !== undefined) return chatsPlace;
  if (name === 'contacts') return { name };
  if (name === 'new') return { name: 'new-chat' };
  return chatsPlace;
};

/** The hash of a screen, fit for `href`. */
export const formatPlace = (place: Place): string => {
  switch (place.name) {
    case 'chats':
      return '#/chats';
    case 'chat':
      return `#/chat/${encodeURIComponent(place.jid)}${place.details ? '/details' : ''}`;
    case 'contacts':
      return '#/contacts';
    case 'contact':
      return `#/contact/${encodeURIComponent(place.jid)}`;
    case 'settings':
      return place.topic === undefined ? '#/settings' : `#/settings/${encodeURIComponent(place.topic)}`;
    case 'new-chat':
      return '#/new';
  }
};
