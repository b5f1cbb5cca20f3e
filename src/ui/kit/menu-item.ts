/** One entry of a Menu. */
import type { Component } from 'svelte';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: Component<Record<string, unknown>>;
  readonly danger?: boolean;
  readonly run: () => void;
}
