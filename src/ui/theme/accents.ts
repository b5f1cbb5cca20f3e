/** Accent hues that settings offer, in degrees of oklch; the first is the house's clay. */
export const accentHues = [40, 75, 130, 165, 210, 255, 295, 345] as const;
