/** What the chat list shows of a conversation's newest message. */
import { actionOf } from '#lib/action.ts';
import type { ChatPreview } from './chat.ts';
import type { Message, MessageContent } from './message.ts';

/** UTF-16 units kept of a text, so that the list reads small rows. */
const previewLength = 200;

/** The beginning of a text on one line; never half of a surrogate pair. */
export const excerpt = (text: string): string =>
  text
    .slice(0, previewLength)
    .replace(/[\ud800-\udbff]$/u, '')
    .replaceAll(/\s+/gu, ' ');

const shown = (content: MessageContent): Pick<ChatPreview, 'kind' | 'text'> => {
  switch (content.kind) {
    case 'text': {
      const action = actionOf(content.body);
      return action === undefined
        ? { kind: 'text', text: excerpt(content.body) }
        : { kind: 'action', text: excerpt(action) };
    }
    case 'headline':
      return { kind: 'headline', text: excerpt(content.subject ?? content.body) };
    case 'unsupported':
      return { kind: 'unsupported', text: excerpt(content.fallback ?? '') };
  }
};

export const previewOf = (message: Message): ChatPreview => ({
  key: message.key,
  own: message.own,
  at: message.at,
  ...shown(message.content),
  ...(message.delivery === undefined ? {} : { delivery: message.delivery }),
});
