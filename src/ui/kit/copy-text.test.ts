/** Copying tells how it went; a refusal of the browser is told too. */
import { afterEach, expect, test, vi } from 'vitest';
import '../testing/all-words.ts';
import { copyText } from './copy-text.ts';
import { toast } from './toast.svelte.ts';

afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function clipboard(writeText: (text: string) => Promise<void>): void {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { languages: ['en'], clipboard: { writeText } });
}

test('what was copied is announced, for a moment', async () => {
  const writeText = vi.fn(() => Promise.resolve());
  clipboard(writeText);
  await copyText('hello');
  expect(writeText).toHaveBeenCalledExactlyOnceWith('hello');
  expect(toast.words).toBe('Copied');
  vi.runAllTimers();
  expect(toast.words).toBe('');
});

test('a refusal is told', async () => {
  clipboard(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
  await copyText('hello');
  expect(toast.words).toBe('The browser did not allow copying.');
});

test('any other error is not hidden', async () => {
  clipboard(() => Promise.reject(new RangeError('broken')));
  await expect(copyText('hello')).rejects.toThrow('broken');
});
