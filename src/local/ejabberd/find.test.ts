/** What an installation tells of itself, and what is said where something is missing. */
import { describe, expect, it } from 'vitest';
import { Unavailable } from '../server/local-server.ts';
import { librariesOf, parseProbe } from './find.ts';

const ebin = '/usr/lib/x86_64-linux-gnu/ejabberd-23.01-1/ebin';
const whole = [
  `${ebin}/ejabberd_app.beam`,
  '/usr/lib/erlang/lib/p1_sqlite3-1.1.14/ebin/sqlite3.beam',
  '/usr/lib/erlang/lib/compiler-8.2.3/ebin/compile.beam',
  'true',
  '23.01-1',
];

const without = (line: number, text: string): string => whole.with(line, text).join('\n');

describe('an installed ejabberd', () => {
  it('is found by what its own script says', () => {
    expect(
      librariesOf("#!/bin/bash\nERLANG_NODE=x\nERL_LIBS='/usr/lib/x86_64-linux-gnu'\nexport ERL_LIBS\n"),
    ).toBe('/usr/lib/x86_64-linux-gnu');
    expect(librariesOf('export ERL_LIBS=/opt/lib\n')).toBe('/opt/lib');
    expect(librariesOf('exec erl "$@"\n')).toBe('');
  });

  it('tells its version and where its headers are', () => {
    expect(parseProbe(`${whole.join('\n')}\n`)).toEqual({
      version: '23.01-1',
      include: '/usr/lib/x86_64-linux-gnu/ejabberd-23.01-1/include',
    });
  });

  it.each([
    ['no ejabberd', 0, 'non_existing', /apt-get install ejabberd/],
    ['no SQLite', 1, 'non_existing', /ejabberd 23.01-1 lacks its SQLite.*erlang-p1-sqlite3/],
    ['no compiler', 2, 'non_existing', /no compiler/],
    ['another archive', 3, 'false', /23.01-1 keeps its archive in another way/],
  ])('says what is missing: %s', (_, line, text, words) => {
    expect(() => parseProbe(without(line, text))).toThrow(words);
    expect(() => parseProbe(without(line, text))).toThrow(Unavailable);
  });
});
