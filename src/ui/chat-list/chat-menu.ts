/** How a row of a list asks for the menu of its conversation: at a point of the view, in CSS pixels. */
import type { ChatRow } from '#state/views.ts';

export type OpenChatMenu = (opener: HTMLElement, row: ChatRow, point: { x: number; y: number }) => void;
