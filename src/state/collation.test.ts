/** Names stand in the order that readers of the language look for them in. */
import { afterEach, describe, expect, it } from 'vitest';
import { byName, compareNames, sortNamesIn } from './collation.svelte.ts';

const sorted = (names: readonly string[]): string[] =>
  names
    .map((name, index) => ({ name, jid: String(index) }))
    .sort(byName())
    .map(({ name }) => name);

afterEach(() => {
  sortNamesIn('en');
});

describe('byName', () => {
  it('orders by name without regard to case, then by address', () => {
    const people = [
      { name: 'bob', jid: 'b@x' },
      { name: 'Ärzte 10', jid: 'd@x' },
      { name: 'Ärzte 9', jid: 'e@x' },
      { name: 'Bob', jid: 'a@x' },
    ];
    expect(people.toSorted(byName()).map((person) => person.jid)).toEqual(['e@x', 'd@x', 'a@x', 'b@x']);
  });

  it('follows the language', () => {
    const names = ['Zoë', 'علي', 'Öznur', 'Otto', 'باسم'];
    sortNamesIn('de');
    expect(sorted(names)).toEqual(['Otto', 'Öznur', 'Zoë', 'باسم', 'علي']);
    sortNamesIn('ar');
    expect(sorted(names)).toEqual(['باسم', 'علي', 'Otto', 'Öznur', 'Zoë']);
    sortNamesIn('sv');
    expect(sorted(names)).toEqual(['Otto', 'Zoë', 'Öznur', 'باسم', 'علي']);
  });
});

it('is made once for a language, not for each of ten thousand names', () => {
  expect(compareNames()).toBe(compareNames());
});
