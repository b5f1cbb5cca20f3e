/**
 * XEP-0392: Consistent Color Generation, version 1.0.1
 *
 * The hue angle; saturation and lightness are the theme's. Left out: corrections for colour vision deficiencies.
 */
export { consistentHue } from '#lib/color.ts';
