/** Puts a text on the clipboard and says whether it is there: browsers may refuse. */
import { t } from '../i18n/translate.ts';
import { toast } from './toast.svelte.ts';

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast.show(t('copy.done'));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    toast.show(t('copy.refused'));
  }
}
