/** Drafts and sending over a store that can be slow or broken. */
import { describe, expect, it } from 'vitest';
import type { Message, MessageKey } from '#model/message.ts';
import { FakeClock } from '#test/fake-clock.ts';
import { bare } from '#test/builders.ts';
import { Composer } from './composer.svelte.ts';

const bob = bare('bob@localhost');

const row = (body: string): Message => ({
  key: 1 as MessageKey,
  chat: bob,
  order: '~1',
  placement: 'queued',
  sender: bob,
  own: true,
  at: 0,
  content: { kind: 'text', body },
  payloadHash: '',
  delivery: 'waiting',
});

const setUp = (draft = '') => {
  const clock = new FakeClock();
  const log: string[] = [];
  const state = { draft, blocked: false, broken: false, gate: Promise.resolve(), largest: 0 };
  /** The store answers once what this gives is called. */
  const hold = () => {
    let open = () => {};
    state.gate = new Promise((resolve) => (open = resolve));
    return () => {
      open();
    };
  };
  const check = async () => {
    await state.gate;
    if (state.broken) throw new Error('quota');
  };
  const composer = new Composer(bob, {
    clock,
    store: {
      readDraft: async () => {
        await check();
        return state.draft;
      },
      saveDraft: async (_, text) => {
        await check();
        state.draft = text;
        log.push(`draft ${text}`);
      },
      enqueueMessage: async (_, text) => {
        await check();
        state.draft = '';
        log.push(`message ${text}`);
        return row(text);
      },
    },
    isBlocked: () => state.blocked,
    largestStanza: () => state.largest || undefined,
    tellsTyping: () => true,
    tellTyping: (typing) => log.push(typing),
    queued: (message) => log.push(`queued ${message.content.kind}`),
    failed: () => log.push('failed'),
  });
  return { clock, log, state, hold, composer };
};

describe('Composer', () => {
  it('begins with the stored draft', async () => {
    const { composer, clock, log } = setUp('half a thou');
    expect([composer.ready, composer.text]).toEqual([false, '']);
    await clock.advance(0);
    expect([composer.ready, composer.text]).toEqual([true, 'half a thou']);
    expect(log).toEqual([]);
  });

  it('does not put the stored draft over what was typed before it was read', async () => {
    const { composer, clock, state } = setUp('old');
    composer.text = 'new';
    await clock.advance(250);
    expect([composer.text, state.draft]).toEqual(['new', 'new']);
  });

  it('stores what is typed, at most 250 ms behind', async () => {
    const { composer, clock, log, state } = setUp();
    await clock.advance(0);
    for (const text of ['a', 'ab', 'abc', 'abcd']) {
      composer.text = text;
      await clock.advance(100);
    }
    expect(state.draft).toBe('abc');
    await clock.advance(250);
    expect(log).toEqual(['composing', 'draft abc', 'draft abcd']);
  });

  it('stores at once when the person leaves', async () => {
    const { composer, clock, log } = setUp();
    await clock.advance(0);
    composer.text = 'a';
    composer.leave();
    await clock.advance(0);
    expect(log).toEqual(['composing', 'paused', 'draft a']);
  });

  it('sends, clears only afterwards, and keeps what was typed meanwhile', async () => {
    const { composer, clock, log, hold } = setUp();
    await clock.advance(0);
    const open = hold();
    composer.text = 'hello\n';
    const sent = composer.send();
    await clock.advance(10);
    expect(composer.text).toBe('hello\n');
    composer.text = 'hello\nand';
    open();
    expect(await sent).toBe(true);
    expect(composer.text).toBe('and');
    await clock.advance(250);
    expect(log.filter((line) => line !== 'composing')).toEqual(['message hello', 'queued text', 'draft and']);
  });

  it('sends what was written and sent while the one before was being stored', async () => {
    const { composer, clock, log, hold } = setUp();
    await clock.advance(0);
    const open = hold();
    composer.text = 'one';
    const sent = [composer.send()];
    await clock.advance(10);
    composer.text = 'two';
    sent.push(composer.send());
    open();
    expect(await Promise.all(sent)).toEqual([true, true]);
    expect(log.filter((line) => line.startsWith('message'))).toEqual(['message one', 'message two']);
    expect(composer.text).toBe('');
  });

  it('sends each text as it stood when Enter was pressed, whatever the field holds by then', async () => {
    const { composer, clock, log, hold } = setUp();
    await clock.advance(0);
    const open = hold();
    composer.text = 'one';
    const sent = [composer.send()];
    await clock.advance(10);
    composer.text = 'onetwo';
    sent.push(composer.send());
    composer.text = 'written over';
    sent.push(composer.send());
    composer.text = 'written over and';
    open();
    expect(await Promise.all(sent)).toEqual([true, true, true]);
    expect(log.filter((line) => line.startsWith('message'))).toEqual([
      'message one',
      'message two',
      'message written over',
    ]);
    expect(composer.text).toBe(' and');
  });

  it('has all that waited in the field again when the store fails', async () => {
    const { composer, clock, log, state, hold } = setUp();
    await clock.advance(0);
    const open = hold();
    state.broken = true;
    composer.text = 'one';
    const sent = [composer.send()];
    composer.text = 'two';
    sent.push(composer.send());
    composer.text = 'three';
    open();
    expect(await Promise.all(sent)).toEqual([false, false]);
    expect([composer.text, composer.sendFailed]).toEqual(['one\ntwo\nthree', true]);
    state.broken = false;
    await clock.advance(250);
    expect(state.draft).toBe('one\ntwo\nthree');
    expect(log.filter((line) => line.startsWith('message'))).toEqual([]);
  });

  it('does not send twice for two presses of Enter', async () => {
    const { composer, clock, log } = setUp();
    await clock.advance(0);
    composer.text = 'once';
    expect(await Promise.all([composer.send(), composer.send()])).toEqual([true, false]);
    expect(log.filter((line) => line.startsWith('message'))).toEqual(['message once']);
  });

  it('sends nothing that is blank, too long or to a blocked address, and keeps the text', async () => {
    const { composer, clock, log, state } = setUp();
    await clock.advance(0);
    composer.text = ' \n ';
    expect(await composer.send()).toBe(false);
    composer.text = 'x'.repeat(300_000);
    expect(composer.tooLong).toBe(true);
    expect(await composer.send()).toBe(false);
    expect(composer.text).toHaveLength(300_000);
    composer.text = 'hi';
    state.blocked = true;
    expect([await composer.send(), composer.text]).toEqual([false, 'hi']);
    expect(log.some((line) => line.startsWith('message'))).toBe(false);
  });

  it('takes what the server said of its limit into account', async () => {
    const { composer, clock, log, state } = setUp();
    await clock.advance(0);
    composer.text = 'x'.repeat(20_000);
    expect(composer.tooLong).toBe(false);
    state.largest = 20_000;
    expect(composer.tooLong).toBe(true);
    expect(await composer.send()).toBe(false);
    expect(composer.text).toHaveLength(20_000);
    expect(log.some((line) => line.startsWith('message'))).toBe(false);
  });

  it('keeps the text when the store fails, and says so', async () => {
    const { composer, clock, state } = setUp();
    await clock.advance(0);
    composer.text = 'precious';
    state.broken = true;
    expect(await composer.send()).toBe(false);
    expect([composer.text, composer.sendFailed]).toEqual(['precious', true]);
    state.broken = false;
    await clock.advance(250);
    expect(state.draft).toBe('precious');
    expect(await composer.send()).toBe(true);
    expect([composer.text, composer.sendFailed]).toEqual(['', false]);
  });

  it('takes over a draft written in another tab, but never over its own', async () => {
    const { composer, clock, state } = setUp();
    await clock.advance(0);
    state.draft = 'from there';
    await composer.refresh();
    expect(composer.text).toBe('from there');
    composer.text = 'from here';
    state.draft = 'from there again';
    await composer.refresh();
    expect(composer.text).toBe('from here');
  });
});
