/** The place of an own message that the server has, until the archive proves it. */
import type { Message } from '#model/message.ts';
import { isQueued } from '#model/order.ts';
import type { Work } from '../work.ts';

/** What was queued goes after the newest; what is proven already stays. */
export const guessPlace = async (work: Work, message: Message): Promise<Message> => {
  const archive = await work.archive();
  const order = isQueued(message.order) ? archive.nextOrder() : message.order;
  const isProven = message.placement === 'archive';
  return isProven || !archive.isOpen
    ? { ...message, order, placement: isProven ? 'archive' : 'live' }
    : { ...message, order, placement: 'guess', unsettled: [work.own, order] };
};
