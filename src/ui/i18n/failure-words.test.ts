/** Each way of failing has a sentence of its own: what happened, with the names filled in, and what to do next. */
import { describe, expect, test } from 'vitest';
import type { CommandFailure, ConnectFailure } from '#model/failure.ts';
import { connectionWords } from './connection-words.ts';
import '../testing/all-words.ts';
import { commandFailureWords } from './command-words.ts';
import { connectFailureSentence } from './failure-words.ts';
import { tParts } from './translate.ts';

type Kind = ConnectFailure['kind'];
type Case<K extends Kind> = readonly [failure: Extract<ConnectFailure, { kind: K }>, ...words: string[]];

const domain = 'example.org';
const downgrade = { from: 'SCRAM-SHA-256', to: 'PLAIN' };

/** Every kind, or this file does not compile; then what the sentence must say of it. */
const cases: { readonly [K in Kind]: readonly Case<K>[] } = {
  'invalid-address': [[{ kind: 'invalid-address' }, 'not an XMPP address', 'name@example.org']],
  'other-domain': [[{ kind: 'other-domain', domain }, 'Only example.org addresses']],
  'insecure-context': [[{ kind: 'insecure-context' }, 'Kith needs https', 'Open this page with']],
  'no-network': [[{ kind: 'no-network' }, 'not connected to the internet', 'try again']],
  'no-websocket': [
    [{ kind: 'no-websocket', domain }, 'example.org does not offer a WebSocket', 'enter it under Advanced'],
  ],
  'host-unknown': [[{ kind: 'host-unknown', domain }, 'does not know example.org', 'after the @']],
  unreachable: [[{ kind: 'unreachable', domain }, 'Could not reach example.org', 'check the address']],
  'insecure-websocket': [
    [{ kind: 'insecure-websocket', url: 'ws://a.example' }, 'ws://a.example is not encrypted', 'wss://'],
  ],
  'wrong-password': [[{ kind: 'wrong-password' }, 'password was not accepted', 'Check capitals', 'reset it']],
  'credentials-expired': [[{ kind: 'credentials-expired' }, 'password', 'has expired', 'Set a new one']],
  'account-disabled': [[{ kind: 'account-disabled' }, 'account is disabled', 'Ask your server’s operator']],
  'rate-limited': [[{ kind: 'rate-limited' }, 'too many tries', 'in a minute']],
  temporary: [[{ kind: 'temporary' }, 'cannot sign you in just now', 'Try again']],
  'not-recognised': [
    [{ kind: 'not-recognised', everyTime: false }, 'does not recognise this browser', 'Type your password'],
    [{ kind: 'not-recognised', everyTime: true }, 'cannot keep you signed in', 'each time Kith starts'],
  ],
  'mechanism-too-weak': [
    [
      { kind: 'mechanism-too-weak' },
      'no way of signing in that is safe enough',
      'ask your server’s operator',
    ],
    [
      { kind: 'mechanism-too-weak', downgrade },
      'safer way (SCRAM-SHA-256)',
      'only offers PLAIN',
      'Your password was not sent',
    ],
  ],
  'plain-refused': [
    [{ kind: 'plain-refused' }, 'wants your password itself', 'Leave the WebSocket address empty'],
  ],
  'server-not-verified': [
    [
      { kind: 'server-not-verified' },
      'could not prove that it knows your password',
      'stopped before sending',
    ],
  ],
  conflict: [[{ kind: 'conflict' }, 'replaced by another one']],
  dropped: [[{ kind: 'dropped' }, 'connection was lost while signing in', 'Try again']],
  storage: [[{ kind: 'storage' }, 'could not store your data', 'Free some space']],
  refused: [[{ kind: 'refused', condition: 'see-other-host' }, 'does not let you in']],
};
const all = Object.values(cases)
  .flat()
  .map(([failure, ...words]: readonly [ConnectFailure, ...string[]]) => ({ failure, words }));

const said = (failure: ConnectFailure, address?: string): string => {
  const { key, values } = connectFailureSentence(failure, address);
  return tParts(key, values)
    .map(({ text }) => text)
    .join('');
};

describe('why connecting failed', () => {
  test.each(all)('$failure', ({ failure, words }) => {
    const sentence = said(failure);
    for (const word of words) expect(sentence).toContain(word);
    expect(sentence, 'nothing is left open').not.toMatch(/[{}]|undefined|\(\)| [ .,:]/);
    expect(sentence).toMatch(/^\S.*\.$/u);
  });

  test('is told differently for each', () => {
    const sentences = all.map(({ failure }) => said(failure));
    expect(new Set(sentences).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(20);
  });

  test('a wrong password names the address it was tried for, and none while there is none', () => {
    expect(said({ kind: 'wrong-password' }, 'ann@example.org')).toContain(
      'not accepted for ann@example.org.',
    );
    expect(said({ kind: 'wrong-password' }, '')).toBe(said({ kind: 'wrong-password' }));
  });

  test('names of others are kept apart from the words around them', () => {
    const { key, values } = connectFailureSentence({ kind: 'host-unknown', domain: '\u202Eexample' });
    expect(tParts(key, values)).toContainEqual({ text: '\u202Eexample', value: true });
  });
});

test('why a command failed', () => {
  const commands: { readonly [K in CommandFailure['kind']]: Extract<CommandFailure, { kind: K }> } = {
    offline: { kind: 'offline' },
    timeout: { kind: 'timeout' },
    gone: { kind: 'gone' },
    'invalid-address': { kind: 'invalid-address' },
    unsupported: { kind: 'unsupported' },
    refused: { kind: 'refused', condition: 'forbidden' },
  };
  expect(Object.values(commands).map(commandFailureWords)).toEqual([
    'You are offline.',
    'The server did not answer.',
    'The connection changed meanwhile.',
    'This is not an XMPP address. It looks like name@example.org.',
    'The server does not offer this.',
    'The server refused.',
  ]);
  // The server's own words are worth more than ours.
  expect(commandFailureWords({ ...commands.refused, text: 'Members only' })).toBe('Members only');
});

test('the state of the link begins with its word, and says why it stopped for good', () => {
  const retryAt = 1;
  const words = [
    connectionWords({ phase: 'online' }),
    connectionWords({ phase: 'connecting', attempt: 0 }),
    connectionWords({ phase: 'syncing' }),
    connectionWords({ phase: 'syncing', done: 1 }),
    connectionWords({ phase: 'syncing', done: 1200 }),
    connectionWords({ phase: 'offline' }),
    connectionWords({ phase: 'offline', retryAt, failure: { kind: 'dropped' } }),
    connectionWords({ phase: 'offline', failure: { kind: 'account-disabled' } }),
    connectionWords({ phase: 'offline', failure: { kind: 'credentials-expired' } }),
  ];
  expect(words).toEqual([
    'Online',
    'Connecting…',
    'Syncing…',
    'Syncing… 1 message',
    'Syncing… 1,200 messages',
    'Offline: messages will be sent when you are back',
    'Offline: messages will be sent when you are back',
    'Offline: This account is disabled. Ask your server’s operator.',
    'Offline: your password is needed',
  ]);
});
