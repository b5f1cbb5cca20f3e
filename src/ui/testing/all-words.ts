/** For tests: screens are drawn without the door through which they and their words are loaded. */
import { loadLaterWords } from '../i18n/in-use.svelte.ts';

await loadLaterWords();
