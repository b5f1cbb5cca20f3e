/** The keys that are listed, as they are written on the keyboard at hand. */
import type { Key } from '../i18n/catalogue.ts';

type KeyName = 'ctrl' | 'alt' | 'shift' | 'enter' | 'esc' | 'tab' | 'home' | 'end' | 'menu' | 'letter';
/** A key by its name, or by what is printed on it. */
export type KeyCap = { readonly name: KeyName } | { readonly printed: string };

export interface KeyLine {
  readonly words: Extract<Key, `keys.${string}` | 'palette.title'>;
  /** One of these, each of keys held together. */
  readonly ways: readonly (readonly KeyCap[])[];
  /** Works alone: may be turned off. */
  readonly single?: boolean;
}

export interface KeySection {
  readonly title: 'keys.anywhere' | 'keys.lists' | 'keys.messages' | 'keys.writing';
  readonly lines: readonly KeyLine[];
}

const named = (name: KeyName): KeyCap => ({ name });
const printed = (text: string): KeyCap => ({ printed: text });
const [up, down] = [printed('↑'), printed('↓')];

export function keySections(mac: boolean): KeySection[] {
  const ctrl = mac ? printed('⌘') : named('ctrl');
  const alt = mac ? printed('⌥') : named('alt');
  const move = { words: 'keys.move', ways: [[up], [down]] } as const;
  const ends = { words: 'keys.ends', ways: [[named('home')], [named('end')]] } as const;
  return [
    {
      title: 'keys.anywhere',
      lines: [
        { words: 'palette.title', ways: [[ctrl, printed('K')]] },
        {
          words: 'keys.neighbour',
          ways: [
            [alt, up],
            [alt, down],
          ],
        },
        { words: 'keys.back', ways: [[named('esc')]] },
        { words: 'keys.search', ways: [[printed('/')]], single: true },
        { words: 'keys.this', ways: [[printed('?')]], single: true },
      ],
    },
    {
      title: 'keys.lists',
      lines: [
        move,
        ends,
        { words: 'keys.open', ways: [[named('enter')]] },
        { words: 'keys.menu', ways: [[named('menu')], [named('shift'), printed('F10')]] },
        { words: 'keys.find', ways: [[named('letter')]] },
      ],
    },
    {
      title: 'keys.messages',
      lines: [
        move,
        ends,
        { words: 'keys.actions', ways: [[named('enter')]] },
        { words: 'keys.inside', ways: [[named('tab')]] },
        { words: 'keys.write', ways: [[named('esc')], [named('letter')]] },
      ],
    },
    {
      title: 'keys.writing',
      lines: [
        { words: 'keys.send', ways: [[named('enter')]] },
        { words: 'keys.break', ways: [[named('shift'), named('enter')]] },
        { words: 'keys.to-messages', ways: [[named('shift'), named('tab')]] },
      ],
    },
  ];
}
