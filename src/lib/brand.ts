/** Branded primitives: a string that has been checked carries its meaning in its type. */

declare const brand: unique symbol;

/** `T` that only a checking function may produce. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
