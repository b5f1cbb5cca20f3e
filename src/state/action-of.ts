/** What is done in a `/me` message, apart from how it is drawn: alerts say it too. */
import type { MessageContent } from '#model/message.ts';

const actionPrefix = '/me ';

/** Only when the body begins with exactly "/me " (XEP-0245 §3). */
export const actionOf = (content: MessageContent): string | undefined =>
  content.kind === 'text' && content.body.startsWith(actionPrefix)
    ? content.body.slice(actionPrefix.length)
    : undefined;
