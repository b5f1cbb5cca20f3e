/** Sets the demonstration up on a fresh server: accounts, contacts, and archives dated over the last days. */
import { randomInt } from 'node:crypto';
import type { ArchiveEntry, LocalServer } from '../server/local-server.ts';
import { alice, bob, erin, everybody } from './people.ts';
import { type Day, type Line, talks } from './talks.ts';

export interface SignIn {
  readonly address: string;
  readonly password: string;
}

/** Gives the two accounts one can sign in to. */
export async function stageDemo(server: LocalServer, now: Date): Promise<readonly SignIn[]> {
  const { domain } = server;
  const signIns: SignIn[] = [];
  for (const person of [...everybody, erin]) {
    const password = randomPassword();
    await server.addAccount(person.user, password);
    if (person === alice || person === bob) signIns.push({ address: `${person.user}@${domain}`, password });
  }
  for (const person of everybody) {
    const known = talks.filter((t) => t.between.includes(person.user)).flatMap((t) => t.between);
    const friends = everybody.filter((other) => other !== person && known.includes(other.user));
    const entries = friends.map((other) => ({
      jid: `${other.user}@${domain}`,
      name: other.name,
      groups: other.groups,
      subscription: 'both' as const,
    }));
    await server.setRoster(person.user, entries, person === alice ? [`${erin.user}@${domain}`] : []);
  }
  await server.archive(archiveEntries(domain, now));
  return signIns;
}

/** Every line twice, once in each side's archive, oldest first: an archive's order is the order of appending. */
export function archiveEntries(domain: string, now: Date): ArchiveEntry[] {
  const entries = talks.flatMap(({ between: [one, two], days }) =>
    days.flatMap((day) => dayEntries(day, one, two, domain, now)),
  );
  return entries.sort((a, b) => a.at - b.at);
}

function dayEntries(day: Day, one: string, two: string, domain: string, now: Date): ArchiveEntry[] {
  const said = day.lines
    .map((line, index) => ({ line, at: dateOf(day.ago, line, now), id: `${one}-${two}-${day.ago}-${index}` }))
    .filter(({ at }) => at <= now.getTime() / 1000);
  const entries = said.flatMap(({ line, at, id }) => {
    const to = line.who === one ? two : one;
    const body = `<body>${escape(line.text)}</body>`;
    const wishes = `<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>`;
    return both(
      line.who,
      to,
      domain,
      at,
      id,
      `${body}${wishes}<origin-id xmlns='urn:xmpp:sid:0' id='${id}'/>`,
    );
  });
  // Each side has read what the other said: a displayed marker for the last line of each.
  for (const who of [one, two]) {
    const last = said.findLast(({ line }) => line.who === who);
    if (last === undefined) continue;
    const reader = who === one ? two : one;
    const marker = `<displayed xmlns='urn:xmpp:chat-markers:0' id='${last.id}'/>`;
    const at = Math.min(last.at + 20, now.getTime() / 1000);
    entries.push(...both(reader, who, domain, at, `${last.id}-read`, marker));
  }
  return entries;
}

function both(
  from: string,
  to: string,
  domain: string,
  at: number,
  id: string,
  inner: string,
): ArchiveEntry[] {
  const xml = `<message xmlns='jabber:client' type='chat' id='${id}' from='${from}@${domain}/phone' to='${to}@${domain}'>${inner}</message>`;
  return [
    { user: from, with: `${to}@${domain}`, at, xml },
    { user: to, with: `${from}@${domain}`, at, xml },
  ];
}

/** Seconds since the epoch, by the clock on the wall here. */
function dateOf(ago: number, line: Line, now: Date): number {
  const [hour = 0, minute = 0] = line.time.split(':').map(Number);
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() - ago, hour, minute, 0);
  return Math.floor(date.getTime() / 1000);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Easy to type from a terminal: three syllables and two digits. */
function randomPassword(): string {
  const pick = (text: string): string => text.charAt(randomInt(text.length));
  const syllable = (): string => pick('bdfgklmnprstvz') + pick('aeiou');
  return `${syllable()}${syllable()}${syllable()}${randomInt(10, 100)}`;
}
