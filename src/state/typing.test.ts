/** Typing states of both sides over time. */
import { describe, expect, it } from 'vitest';
import { FakeClock } from '#test/fake-clock.ts';
import { bare } from '#test/builders.ts';
import { TypingNotice } from './typing-notice.ts';
import { TypingPeers } from './typing.svelte.ts';

const bob = bare('bob@localhost');

describe('TypingPeers', () => {
  it('knows who writes until they stop', () => {
    const typing = new TypingPeers(new FakeClock());
    typing.heard(bob, 'composing');
    expect(typing.isTyping(bob)).toBe(true);
    typing.heard(bob, 'paused');
    expect(typing.isTyping(bob)).toBe(false);
  });

  it('forgets who went silent, counted from the last word', async () => {
    const clock = new FakeClock();
    const typing = new TypingPeers(clock);
    typing.heard(bob, 'composing');
    await clock.advance(50_000);
    typing.heard(bob, 'composing');
    await clock.advance(50_000);
    expect(typing.isTyping(bob)).toBe(true);
    await clock.advance(10_000);
    expect(typing.isTyping(bob)).toBe(false);
  });

  it('stays bounded in a flood', () => {
    const typing = new TypingPeers(new FakeClock());
    for (let i = 0; i < 1000; i++) typing.heard(bare(`p${String(i)}@localhost`), 'composing');
    expect(typing.isTyping(bare('p199@localhost'))).toBe(true);
    expect(typing.isTyping(bare('p200@localhost'))).toBe(false);
    typing.clear();
    expect(typing.isTyping(bare('p199@localhost'))).toBe(false);
  });
});

describe('TypingNotice', () => {
  const setUp = () => {
    const clock = new FakeClock();
    const told: string[] = [];
    return { clock, told, notice: new TypingNotice(clock, (state) => told.push(state)) };
  };

  it('tells once per spell of writing', async () => {
    const { clock, told, notice } = setUp();
    notice.typed('h');
    notice.typed('he');
    await clock.advance(7_000);
    notice.typed('hel');
    await clock.advance(7_000);
    expect(told).toEqual(['composing']);
    await clock.advance(1_000);
    expect(told).toEqual(['composing', 'paused']);
    notice.typed('hell');
    expect(told).toEqual(['composing', 'paused', 'composing']);
  });

  it('repeats itself while someone writes on and on', async () => {
    const { clock, told, notice } = setUp();
    for (let i = 0; i < 13; i++) {
      notice.typed('x'.repeat(i + 1));
      await clock.advance(5_000);
    }
    expect(told).toEqual(['composing', 'composing', 'composing']);
  });

  it('takes it back when the text is emptied, and pauses when the person leaves', () => {
    const { told, notice } = setUp();
    notice.typed('h');
    notice.typed('');
    notice.left();
    expect(told).toEqual(['composing', 'active']);
    notice.typed('h');
    notice.left();
    notice.left();
    expect(told.slice(2)).toEqual(['composing', 'paused']);
  });

  it('leaves it to the message to say that writing is over', async () => {
    const { clock, told, notice } = setUp();
    notice.typed('h');
    notice.sent();
    notice.left();
    await clock.advance(60_000);
    expect(told).toEqual(['composing']);
    notice.typed('a');
    expect(told).toEqual(['composing', 'composing']);
  });
});
