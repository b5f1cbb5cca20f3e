/** Why a message failed is told without blaming the wrong one, and says when it may have arrived all the same. */
import { expect, test } from 'vitest';
import '../testing/all-words.ts';
import { messageFailureWords } from './failure-words.ts';

const refused = (condition: string): string => messageFailureWords({ kind: 'refused', condition });

test.each([
  ['this address does not exist', ['item-not-found', 'recipient-unavailable', 'jid-malformed']],
  ['their server could not be reached', ['remote-server-not-found', 'remote-server-timeout']],
  ['they do not accept messages from you', ['not-acceptable', 'forbidden', 'not-allowed']],
  ['the other server refused it', ['service-unavailable']],
  ['policy-violation', ['policy-violation']],
])('%s: %j', (words, conditions) => {
  for (const condition of conditions) expect(refused(condition)).toBe(`Not delivered: ${words}.`);
});

test('what was not sent, and what nobody knows, is not called undelivered', () => {
  expect(messageFailureWords({ kind: 'too-large' })).toBe('Not sent: longer than the server accepts.');
  expect(messageFailureWords({ kind: 'not-taken' })).toBe('Not sent: the server does not take this message.');
  expect(messageFailureWords({ kind: 'may-have-arrived' })).toMatch(/^It may have arrived: /);
  expect(messageFailureWords(undefined)).toBe(refused('service-unavailable'));
});
