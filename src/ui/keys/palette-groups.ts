/** What the palette offers for what is typed: a handful of each kind, however many there are. */
import { foldText, matcher, type Matches } from '#state/match.ts';
import type { ChatRow, PersonRow } from '#state/views.ts';
import { t } from '../i18n/translate.ts';
import { actionsOf, settingsOf, type Command, type CommandContext } from './commands.ts';

export type Entry =
  | { readonly kind: 'person'; readonly id: string; readonly row: ChatRow | PersonRow }
  | ({ readonly kind: 'command' } & Command);

export interface Group {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Of conversations, and of contacts. */
const mostPeople = 7;
const mostRecent = 5;

const asCommand = (command: Command): Entry => ({ kind: 'command', ...command });
const asPerson = (row: ChatRow | PersonRow): Entry => ({ kind: 'person', id: `${row.kind}-${row.jid}`, row });

export function groupsFor(query: string, context: CommandContext): Group[] {
  const matches = matcher(query);
  const groups = matches === undefined ? atFirst(context) : found(query, matches, context);
  return groups.filter(({ entries }) => entries.length > 0);
}

function atFirst(context: CommandContext): Group[] {
  const { app, place } = context;
  const open = place.name === 'chat' ? place.jid : undefined;
  const { chats } = app.chats.pick(([, jid]) => jid !== open, mostRecent);
  return [
    { id: 'recent', title: t('palette.recent'), entries: chats.map(asPerson) },
    { id: 'actions', title: t('palette.actions'), entries: actionsOf(context).map(asCommand) },
    { id: 'settings', title: t('nav.settings'), entries: settingsOf(context).map(asCommand) },
  ];
}

function found(query: string, matches: Matches, context: CommandContext): Group[] {
  const { chats, people } = pickBest(query, matches, context);
  const named = (group: string, commands: readonly Command[]): Entry[] =>
    commands.filter(({ label }) => isNamed(query, `${label} ${group}`)).map(asCommand);
  return [
    { id: 'chats', title: t('nav.chats'), entries: chats.map(asPerson) },
    { id: 'people', title: t('nav.contacts'), entries: people.map(asPerson) },
    {
      id: 'actions',
      title: t('palette.actions'),
      entries: named(t('palette.actions'), actionsOf(context)),
    },
    { id: 'settings', title: t('nav.settings'), entries: named(t('nav.settings'), settingsOf(context)) },
  ];
}

/** Each word typed begins one of the name's. */
const isNamed = (query: string, name: string): boolean =>
  foldText(query.trim())
    .split(/\s+/u)
    .every((word) => ` ${foldText(name)}`.includes(` ${word}`));

/** Names and addresses with a word that begins as what is typed come first. */
function pickBest(
  query: string,
  matches: Matches,
  { app }: CommandContext,
): { chats: readonly ChatRow[]; people: readonly PersonRow[] } {
  const typed = ` ${foldText(query.trim())}`;
  const begins: Matches = (texts) => texts.some((text) => ` ${foldText(text)}`.includes(typed));
  const best = app.chats.pick(begins, mostPeople);
  const others = app.chats.pick((texts) => matches(texts) && !begins(texts), mostPeople);
  return {
    chats: [...best.chats, ...others.chats].slice(0, mostPeople),
    people: [...best.people, ...others.people].slice(0, mostPeople),
  };
}
