/** What the doctor finds: one line each, with what to do where something is not as it should be. */

/** `ok`: as it should be. `better`: works, and could be better. `wrong`: something of Kith does not work, or a wall is missing. `unseen`: could not be looked at. */
export type Level = 'ok' | 'better' | 'wrong' | 'unseen';

export interface Finding {
  readonly level: Level;
  readonly what: string;
  /** What to do, or what is missed; absent where all is well. */
  readonly advice?: string;
}

export interface Chapter {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export const fine = (what: string): Finding => ({ level: 'ok', what });
export const better = (what: string, advice: string): Finding => ({ level: 'better', what, advice });
export const wrong = (what: string, advice: string): Finding => ({ level: 'wrong', what, advice });
export const unseen = (what: string, advice: string): Finding => ({ level: 'unseen', what, advice });

const marks: Readonly<Record<Level, string>> = {
  ok: 'ok    ',
  better: 'better',
  wrong: 'WRONG ',
  unseen: '?     ',
};

/** As the terminal shows it; whatever a server sent is shown without control characters. */
export function printed(chapters: readonly Chapter[]): string {
  const lines = chapters.flatMap(({ title, findings }) => [
    '',
    title,
    ...findings.flatMap(({ level, what, advice }) => [
      `  ${marks[level]}  ${plain(what)}`,
      ...(advice === undefined ? [] : [`          ${plain(advice)}`]),
    ]),
  ]);
  return [...lines, '', sum(chapters)].join('\n').trimStart();
}

function sum(chapters: readonly Chapter[]): string {
  const count = (level: Level): number =>
    chapters.flatMap(({ findings }) => findings).filter((finding) => finding.level === level).length;
  const parts = [
    `${count('wrong')} wrong`,
    `${count('better')} could be better`,
    `${count('ok')} as they should be`,
  ];
  return [...parts, ...(count('unseen') > 0 ? [`${count('unseen')} not looked at`] : [])].join(', ');
}

const plain = (text: string): string => text.replace(/\p{C}/gu, ' ').slice(0, 500);
