// @vitest-environment node
/** A large frame is read in turns, and what comes meanwhile waits for it. */
import { describe, expect, it } from 'vitest';
import { eventually } from '#test/scripted-login.ts';
import { FrameLine } from './frame-line.ts';

const answer = (entries: number): string =>
  `<iq xmlns="jabber:client" type="result" id="large">${'<item/>'.repeat(entries)}</iq>`;
const message = (id: string): string => `<message xmlns="jabber:client" id="${id}"/>`;

const lineOf = (isOver = () => false) => {
  const taken: string[] = [];
  const line = new FrameLine(
    { account: 'me@localhost', domain: 'localhost' },
    (frame) => {
      taken.push(frame.kind === 'element' ? (frame.el.attr('id') ?? '') : frame.kind);
    },
    isOver,
  );
  return { line, taken };
};

describe('a line of frames', () => {
  it('reads small ones at once', () => {
    const { line, taken } = lineOf();
    line.add(message('1'));
    line.add(answer(900));
    line.add('no XML');
    expect(taken).toEqual(['1', 'large', 'broken']);
  });

  it('gives the turn back while it reads a large one, after which comes what came meanwhile, the end too', async () => {
    const { line, taken } = lineOf();
    line.add(answer(30_000));
    line.add(message('1'));
    line.add(answer(3000));
    line.add(message('2'));
    line.inTurn(() => taken.push('end'));
    let turns = 0;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      turns += 1;
      port2.postMessage(undefined);
    };
    port2.postMessage(undefined);
    expect(taken).toEqual([]);
    await eventually(() => (taken.includes('end') ? true : undefined));
    port1.close();
    expect(taken).toEqual(['large', '1', 'large', '2', 'end']);
    expect(turns).toBeGreaterThan(10);
    line.add(message('3'));
    expect(taken.at(-1)).toBe('3');
  });

  it('reads on no longer than the connection lasts', async () => {
    let isOver = false;
    const { line, taken } = lineOf(() => isOver);
    line.add(answer(30_000));
    line.inTurn(() => taken.push('end'));
    isOver = true;
    await eventually(() => (taken.length > 0 ? true : undefined));
    expect(taken).toEqual(['end']);
  });
});
