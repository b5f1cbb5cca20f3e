/** Turns what went wrong on the wire into what the screen knows. */
import type { CommandFailure } from '#model/failure.ts';
import type { IqFailure } from '#xmpp/stream/session.ts';

export const iqCommandFailure = (failure: IqFailure): CommandFailure => {
  if (failure.kind !== 'error') return failure;
  const { condition, text } = failure.error;
  if (condition === 'service-unavailable' || condition === 'feature-not-implemented')
    return { kind: 'unsupported' };
  return { kind: 'refused', condition, ...(text === undefined ? {} : { text }) };
};
