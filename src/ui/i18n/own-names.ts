/** The languages that can be chosen, each as those call it who speak it. */
export const ownNames = { en: 'English', de: 'Deutsch', ar: 'العربية' } as const;
