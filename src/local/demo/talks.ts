/** What the people of the demonstration said to one another: fixed words, dated by day and hour. */

/** `who` speaks; `text` may hold styling (XEP-0393), `/me`, links and several lines. */
export interface Line {
  readonly who: string;
  readonly time: `${number}:${number}`;
  readonly text: string;
}

export interface Day {
  /** Days before today; 0 lines later than now are left out. */
  readonly ago: number;
  readonly lines: readonly Line[];
}

/** Compact notation: a block per day, one line per message, `user hh:mm text`; `⏎` breaks a line. */
function talk(days: Readonly<Record<number, string>>): readonly Day[] {
  return Object.entries(days)
    .map(([ago, block]) => ({ ago: Number(ago), lines: block.trim().split('\n').map(line) }))
    .sort((a, b) => b.ago - a.ago);
}

function line(text: string): Line {
  const found = /^\s*(\w+) (\d\d):(\d\d) (.+)$/u.exec(text);
  if (found === null) throw new Error(`not a line of a talk: ${text}`);
  const [, who = '', hour = '', minute = '', words = ''] = found;
  return { who, time: `${Number(hour)}:${Number(minute)}`, text: words.replaceAll('⏎', '\n') };
}

/** Conversations by their two users; the first one is Alice or Bob, who can be signed in to. */
export const talks: readonly {
  readonly between: readonly [string, string];
  readonly days: readonly Day[];
}[] = [
  {
    between: ['alice', 'bob'],
    days: talk({
      9: `
        bob 09:12 Morning! Did the printer survive the night?
        alice 09:14 It did. Seven hours, one perfect hinge, zero spaghetti.
        bob 09:14 *Finally.*
        alice 09:15 I may have talked to it a little. For morale.
        bob 09:15 /me salutes the printer
        alice 09:18 Spare parts list is here, the bearings are the only odd thing: https://example.org/kith/bearings
        bob 09:21 Those I have. Box under the window, the one labelled "do not open" (ignore the label).`,
      7: `
        alice 18:40 Dinner on Thursday? Carol is in town and Dave claims he can cook now.
        bob 18:44 Dave claims a lot of things
        bob 18:44 but yes, count me in 🍜
        alice 18:46 19:30 at mine. Bring nothing, or bring that lemon thing.
        bob 18:47 The lemon thing it is.`,
      5: `
        alice 23:02 Verdict on the noodles?
        bob 23:05 I take everything back. He can cook.
        bob 23:05 _Annoyingly well._
        alice 23:06 😂😂`,
      4: `
        bob 10:30 Quick one: how did you make the log rotate on the little server? Mine ate the whole disk.
        alice 10:33 Like this, once a week and keep four:
        alice 10:33 \`\`\`⏎/var/log/kiosk/*.log {⏎    weekly⏎    rotate 4⏎    compress⏎    missingok⏎}⏎\`\`\`
        bob 10:36 Works. \`df -h\` says I have *38 GB* back, thank you!
        alice 10:37 > Mine ate the whole disk⏎Happens to the best.`,
      2: `
        bob 16:05 Found this on the notice board at the station:
        bob 16:05 "Lost: one grey cat, answers to no name whatsoever."
        alice 16:11 I know that cat. That cat owns our street.
        bob 16:12 Then it is not lost, it is *travelling*.
        alice 16:13 Someone should tell the owner. In so far as there is one.
        bob 16:20 Called them. It came home at lunchtime with a sausage. Nobody knows whose.`,
      1: `
        alice 08:55 Train or bikes on Saturday?
        bob 09:10 Bikes, if the forecast holds. 21° and no wind they say.
        alice 09:11 Then the route along the canal, 46 km with the ferry. Map: https://example.org/kith/canal-loop
        bob 09:14 The ferry goes every half hour, last one back at 18:30. ~Coffee~ Ice cream on the other side.
        alice 09:15 You had me at ferry.
        bob 21:48 Tyres pumped, chain oiled, bell polished.
        alice 21:50 The bell!
        bob 21:51 One has standards.`,
      0: `
        bob 00:04 Can't sleep, looking at the weather. Still 21°.
        alice 00:06 Go to bed, Bob.
        bob 00:07 /me goes to bed`,
    }),
  },
  {
    between: ['alice', 'carol'],
    days: talk({
      6: `
        carol 12:01 I land on Wednesday at 14:20, terminal 2. No need to fetch me, I like the bus.
        alice 12:09 I will be there with a sign that says "AUNT OF THE YEAR".
        carol 12:10 Then I shall pretend not to know you.`,
      4: `
        carol 09:40 Thank you for a lovely evening. Tell Dave I want the recipe.
        alice 09:52 He says it is a secret, then sent it to me unasked. I forward it tonight.
        carol 09:53 ❤️`,
      1: `
        carol 17:31 Your cardigan is in my suitcase. I do not know how. It suits me, though.
        alice 17:44 Keep it until Christmas, then we negotiate.`,
    }),
  },
  {
    between: ['alice', 'dave'],
    days: talk({
      5: `
        dave 11:15 Noodles for five, or for five of us?
        alice 11:16 For five of us, so eight.
        dave 11:16 Understood.`,
      2: `
        dave 14:02 Workshop key: with me until Friday, then back in the usual place.
        alice 14:20 👍
        dave 14:21 Also the drill press makes a new noise. It may be a *feature*.`,
    }),
  },
  {
    between: ['alice', 'maryam'],
    days: talk({
      8: `
        maryam 19:20 صباح الخير يا أليس! هل وصلت الصور؟
        alice 19:31 Yes, all of them, they are wonderful! شكراً جزيلاً
        maryam 19:33 الحمد لله. الصورة رقم 12 هي المفضلة عندي.`,
      3: `
        maryam 20:05 متى نلتقي؟ I am free on Sunday after 16:00
        alice 20:12 Sunday, 16:30, the café by the river? ☕
        maryam 20:13 ممتاز، إلى اللقاء!`,
    }),
  },
  {
    between: ['bob', 'dave'],
    days: talk({
      3: `
        dave 08:12 Did you oil the drill press?
        bob 08:30 I did not touch the drill press.
        dave 08:31 That is what somebody who broke it would say.`,
    }),
  },
];
