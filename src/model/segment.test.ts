/** Segments join where they share an id, and nowhere else. */
import { describe, expect, test } from 'vitest';
import { joinArchive, seam, weave, type ArchiveSegment, type ChatSegment } from './segment.ts';

const run = (id: number, first: string, last: string, more: Partial<ChatSegment> = {}): ChatSegment => ({
  id,
  firstId: `i${first}`,
  lastId: `i${last}`,
  firstOrder: first,
  lastOrder: last,
  ...more,
});

const part = (first: string, last: string) => ({
  firstId: `i${first}`,
  lastId: `i${last}`,
  firstOrder: first,
  lastOrder: last,
});

describe('a page of one conversation', () => {
  test('stands alone until it meets another', () => {
    expect(weave({ joined: [], part: part('f3', 'f4'), whole: true, newId: 7, floor: 1, ceil: 1 })).toEqual({
      segment: { id: 7, ...part('f3', 'f4'), floor: 1, ceil: 1 },
      absorbed: [],
    });
  });

  test('joins what it continues to what it meets, and keeps what lies beyond the outermost', () => {
    const upper = run(1, 'f5', 'f8', { floor: 1, ceil: 9 });
    const lower = run(2, 'f1', 'f3', { floor: 4, ceil: 4, start: true });
    expect(
      weave({ joined: [upper, lower], part: part('f3', 'f4'), whole: true, newId: 7, floor: 1, ceil: 1 }),
    ).toEqual({
      segment: { id: 1, ...part('f1', 'f8'), floor: 4, ceil: 9, start: true },
      absorbed: [2],
    });
  });

  test('that is filtered says nothing of what the whole archive has below it', () => {
    const known = run(1, 'f5', 'f8', { floor: 1, ceil: 1 });
    const older = weave({ joined: [known], part: part('f3', 'f4'), whole: false, newId: 7 }).segment;
    expect(older).toEqual({ id: 1, ...part('f3', 'f8'), ceil: 1 });
    const same = weave({ joined: [known], part: part('f5', 'f5'), whole: false, newId: 7 }).segment;
    expect(same.floor).toBe(1);
  });
});

describe('the seam between two segments of the archive', () => {
  test('joins the last message below to the first above', () => {
    expect(
      seam([run(1, 'f1', 'f2', { floor: 1, ceil: 1 }), run(2, 'f7', 'f8', { floor: 2, ceil: 2 })], 1, 2),
    ).toEqual({
      changed: [run(1, 'f1', 'f8', { floor: 2, ceil: 2 })],
      absorbed: [2],
    });
  });

  test('lets a conversation that one of them lacks reach over it', () => {
    expect(seam([run(1, 'f1', 'f2', { floor: 1, ceil: 1 })], 1, 2)?.changed).toEqual([
      run(1, 'f1', 'f2', { floor: 2, ceil: 2 }),
    ]);
    expect(seam([run(2, 'f7', 'f8', { floor: 2, ceil: 2 })], 1, 2)).toBeUndefined();
  });

  test('leaves alone what it does not touch', () => {
    expect(seam([run(1, 'f1', 'f2'), run(2, 'f4', 'f5', { floor: 3, ceil: 3 })], 1, 2)).toBeUndefined();
  });
});

describe('a page of the whole archive', () => {
  const archive = (
    id: number,
    first: string,
    last: string,
    more: Partial<ArchiveSegment> = {},
  ): ArchiveSegment => run(id, first, last, more);
  const own = archive(2, 'f5', 'f6');

  test('moves the edge that it continues', () => {
    const page = { ids: ['a', 'b'], start: false } as const;
    expect(joinArchive(own, [], { ...page, direction: 'backward' })).toEqual({ ...own, firstId: 'a' });
    expect(joinArchive(own, [], { ...page, direction: 'forward' })).toEqual({ ...own, lastId: 'b' });
    expect(joinArchive(own, [], { ids: [], direction: 'backward', start: true })).toEqual({
      ...own,
      start: true,
    });
  });

  test('takes over the far edge of what it meets, or ends beyond it', () => {
    const below = archive(1, 'f1', 'f2', { start: true });
    expect(joinArchive(own, [below], { ids: ['if2', 'x'], direction: 'backward', start: false })).toEqual({
      id: 2,
      firstId: 'if1',
      lastId: 'if6',
      firstOrder: 'f1',
      lastOrder: 'f6',
      start: true,
    });
    const beyond = joinArchive(own, [below], {
      ids: ['older', 'if1', 'if2'],
      direction: 'backward',
      start: false,
    });
    expect(beyond.firstId).toBe('older');
    const above = archive(3, 'f8', 'f9');
    const up = joinArchive(own, [above], { ids: ['x', 'if8'], direction: 'forward', start: false });
    expect(up).toMatchObject({ firstId: 'if5', lastId: 'if9', lastOrder: 'f9' });
  });
});
