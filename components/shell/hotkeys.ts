'use client';
import { useEffect, useRef } from 'react';

const SWITCH = 'chunkwise-shortcuts';
const SEQUENCE_MS = 900;

/** Single keys can be switched off (WCAG 2.1.4); the palette's ⌘K stays. */
export function areShortcutsOn(): boolean {
  return localStorage.getItem(SWITCH) !== 'off';
}

export function switchShortcuts(isOn: boolean): void {
  if (isOn) localStorage.removeItem(SWITCH);
  else localStorage.setItem(SWITCH, 'off');
}

/**
 * Calls the action of a key (`j`, `?`) or of two keys one after the other (`g o`). Never while typing, in an open
 * dialog, or with a modifier held.
 */
export function useHotkeys(actions: Readonly<Record<string, () => void>>): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    let before = '';
    let beforeAt = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTyping(event) || !areShortcutsOn()) return;
      const pair = event.timeStamp - beforeAt < SEQUENCE_MS ? `${before} ${event.key}` : '';
      const action = latest.current[pair] ?? latest.current[event.key];
      before = event.key;
      beforeAt = event.timeStamp;
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function isTyping({
  target,
  metaKey,
  ctrlKey,
  altKey,
  defaultPrevented,
  isComposing,
}: KeyboardEvent): boolean {
  if (metaKey || ctrlKey || altKey || defaultPrevented || isComposing) return true;
  if (document.querySelector('[role="dialog"]')) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
