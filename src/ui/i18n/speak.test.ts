/** Which words come to the screen, and when: those of the link, of the person's choice, of the browser; the latest choice wins. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { compareNames } from '#state/collation.svelte.ts';

/** Each visit starts anew, with this address and this browser. */
async function visit(query = '', languages: readonly string[] = ['en-GB']) {
  vi.resetModules();
  vi.stubGlobal('location', { search: query });
  vi.stubGlobal('navigator', { languages });
  const [{ speak }, { language, loadLaterWords }, { t }] = await Promise.all([
    import('./speak.ts'),
    import('./in-use.svelte.ts'),
    import('./translate.ts'),
  ]);
  return { speak, language, loadLaterWords, t };
}

/** Words that are on their way until they are let through. */
function late(path: string): () => void {
  let letThrough = (): void => undefined;
  const gate = new Promise<void>((resolve) => (letThrough = resolve));
  vi.doMock(path, async (importOriginal) => {
    await gate;
    return importOriginal();
  });
  return letThrough;
}

afterEach(() => {
  for (const path of ['./de.ts', './en-later.ts']) vi.doUnmock(path);
  vi.unstubAllGlobals();
});

describe('speak', () => {
  test('follows the browser where nobody chose', async () => {
    const { speak, language, t } = await visit('', ['fr', 'de-CH', 'en']);
    expect(await speak('')).toBe(true);
    expect(language().tag).toBe('de-CH');
    expect(t('nav.settings')).toBe('Einstellungen');
  });

  test('follows the choice before the browser, and the link before both', async () => {
    const chosen = await visit('', ['en-GB']);
    await chosen.speak('ar');
    expect(chosen.t('nav.settings')).toBe('الإعدادات');
    const linked = await visit('?lang=de', ['en-GB']);
    await linked.speak('ar');
    expect(linked.t('nav.settings')).toBe('Einstellungen');
  });

  test('a choice made in this visit outweighs the link', async () => {
    const { speak, t } = await visit('?lang=de');
    await speak('');
    await speak('ar');
    expect(t('nav.settings')).toBe('الإعدادات');
    await speak('');
    expect(t('nav.settings')).toBe('Settings');
  });

  test('falls back to English for what it does not know', async () => {
    const { speak, language, t } = await visit('?lang=tlh', ['xx-YY']);
    await speak('');
    expect(language()).toEqual({ tag: 'en', base: 'en', direction: 'ltr' });
    expect(t('nav.settings')).toBe('Settings');
  });

  test('the words of later screens come along once they were loaded, and else when they are', async () => {
    const { speak, loadLaterWords, t } = await visit();
    await speak('');
    await loadLaterWords();
    expect(t('composer.send')).toBe('Send');
    await speak('de');
    expect(t('composer.send')).toBe('Senden');
    const early = await visit('?lang=de');
    await early.speak('');
    expect(() => early.t('composer.send')).toThrow('not loaded');
    await early.loadLaterWords();
    expect(early.t('composer.send')).toBe('Senden');
  });

  test('later words that were on their way come in the language that is spoken then', async () => {
    const { speak, loadLaterWords, t } = await visit();
    await speak('');
    const arrive = late('./en-later.ts');
    const loading = loadLaterWords();
    await speak('de');
    arrive();
    await loading;
    expect(t('composer.send')).toBe('Senden');
  });

  test('of two choices the later one holds, however long the words take', async () => {
    const { speak, t } = await visit();
    await speak('');
    const arrive = late('./de.ts');
    const first = speak('de');
    await speak('ar');
    arrive();
    await first;
    expect(t('nav.settings')).toBe('الإعدادات');
  });

  test('stays what it was while the words are out of reach, and may be asked again', async () => {
    const { speak, language, t } = await visit('?lang=de');
    vi.doMock('./de.ts', () => ({
      words: {},
      get later(): never {
        throw new TypeError('Failed to fetch dynamically imported module');
      },
    }));
    expect(await speak('')).toBe(false);
    expect([language().tag, t('nav.settings')]).toEqual(['en', 'Settings']);
  });

  test('names are sorted as in the language', async () => {
    const { speak } = await visit('?lang=ar');
    const { compareNames: compare } = await import('#state/collation.svelte.ts');
    expect(compareNames()('Bob', 'باسم')).toBeLessThan(0);
    await speak('');
    expect(compare()('Bob', 'باسم')).toBeGreaterThan(0);
  });
});
