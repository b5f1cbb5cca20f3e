/** The look on the document root and its copy. */
import { describe, expect, it } from 'vitest';
import { applyAppearance, keepAppearance, readAppearance, type AppearanceRoot } from './appearance.ts';

const fakeRoot = () => {
  const properties = new Map<string, string | null>();
  const root = {
    dataset: {} as DOMStringMap,
    style: {
      setProperty: (name: string, value: string | null) => void properties.set(name, value),
      removeProperty: (name: string) => {
        properties.delete(name);
        return '';
      },
    },
  } satisfies AppearanceRoot;
  return { root, properties };
};

const fakeStorage = (text: string | null) => {
  let kept = text;
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) };
};

describe('appearance', () => {
  it('is written to the root', () => {
    const { root, properties } = fakeRoot();
    applyAppearance(root, { theme: 'dark', accentHue: 210, textSize: 125 });
    expect(root.dataset['theme']).toBe('dark');
    expect(Object.fromEntries(properties)).toEqual({ '--accent-hue': '210', 'font-size': '125%' });
  });

  it('leaves theme and size to the browser by default', () => {
    const { root, properties } = fakeRoot();
    applyAppearance(root, { theme: 'dark', accentHue: 40, textSize: 150 });
    applyAppearance(root, { theme: 'system', accentHue: 40, textSize: 100 });
    expect(root.dataset).toEqual({});
    expect(properties.has('font-size')).toBe(false);
  });

  it('is kept and read back', () => {
    const storage = fakeStorage(null);
    expect(readAppearance(storage)).toBeUndefined();
    const look = { theme: 'light', accentHue: 0, textSize: 90, language: 'de' } as const;
    keepAppearance(storage, look);
    expect(readAppearance(storage)).toEqual(look);
    keepAppearance(storage, { ...look, language: '' });
    expect(readAppearance(storage)?.language).toBe('');
  });

  it('is read from before there were languages', () => {
    expect(readAppearance(fakeStorage('dark 40 100'))).toMatchObject({ theme: 'dark', language: '' });
  });

  it('lives without storage, and with a full one', () => {
    const look = { theme: 'light', accentHue: 0, textSize: 90, language: '' } as const;
    const full = {
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(readAppearance(undefined)).toBeUndefined();
    expect(() => {
      keepAppearance(undefined, look);
      keepAppearance(full, look);
    }).not.toThrow();
  });

  it.each(['', 'x', 'dark 400 13', 'dark NaN Infinity', 'dark;color:red 1 1'])(
    'makes something sound of %j',
    (text) => {
      const look = readAppearance(fakeStorage(text));
      expect(look?.accentHue).toBeGreaterThanOrEqual(0);
      expect([90, 100, 112, 125, 150]).toContain(look?.textSize);
      expect(['system', 'light', 'dark']).toContain(look?.theme);
    },
  );
});
