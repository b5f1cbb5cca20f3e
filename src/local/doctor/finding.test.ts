/** What the terminal shows. */
import { expect, it } from 'vitest';
import { better, fine, printed, unseen, wrong } from './finding.ts';

it('shows a line for each finding, advice below it, and the sum', () => {
  const text = printed([
    { title: 'The page', findings: [fine('https'), wrong('no policy', 'add one')] },
    {
      title: 'The account',
      findings: [better('no push', 'no alerts'), unseen('archive', 'needs the password')],
    },
  ]);
  expect(text.split('\n')).toEqual([
    'The page',
    '  ok      https',
    '  WRONG   no policy',
    '          add one',
    '',
    'The account',
    '  better  no push',
    '          no alerts',
    '  ?       archive',
    '          needs the password',
    '',
    '1 wrong, 1 could be better, 1 as they should be, 1 not looked at',
  ]);
});

it('shows nothing that would move a terminal’s cursor, and no endless line', () => {
  const text = printed([{ title: 'x', findings: [fine(`\u001b[2J\u202e${'a'.repeat(9999)}`)] }]);
  expect(text).not.toContain('\u001b');
  expect(text).not.toContain('\u202e');
  expect(text.length).toBeLessThan(700);
});
