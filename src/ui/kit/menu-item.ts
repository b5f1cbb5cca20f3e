/** One entry of a Menu. */
import type { Component } from 'svelte';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: Component<Record<string, unknown>>;
  readonly danger?: boolean;
  readonly run: () => void;
}

/** Where a pointer asked for a menu, in CSS pixels of the view. */
export interface MenuPoint {
  readonly x: number;
  readonly y: number;
  /** The pointer that is still down there, if it is. */
  readonly held?: number;
}
