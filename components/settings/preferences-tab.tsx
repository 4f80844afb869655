'use client';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, useSyncExternalStore } from 'react';
import { areShortcutsOn, switchShortcuts } from '@/components/shell/hotkeys';
import { chooseTheme, chosenTheme } from '@/components/shell/theme';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Select } from '@/components/ui/select';
import { sessionQuery, signOut } from '@/lib/api/sign-in';

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

const never = () => () => {};

/** How Chunkwise looks and listens in this browser. */
export function PreferencesTab() {
  // What the browser keeps is not known on the server, so the controls come with the browser.
  const isBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const { data: session } = useQuery(sessionQuery());
  return (
    <Card aria-label="Preferences">
      <CardHeader title="Preferences" description="Kept in this browser" />
      <CardBody className="flex flex-col gap-4">
        {isBrowser && <ThemeChoice />}
        {isBrowser && <ShortcutsSwitch />}
        {session?.needsSignIn && (
          <div>
            <Button onClick={() => signOut().finally(() => location.assign('/sign-in'))}>Sign out</Button>
          </div>
        )}
      </CardBody>
    </Card>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <span className="text-sm">Theme</span>
      <Select
        label="Theme"
        options={THEMES}
        value={theme}
        onChange={(choice) => {
          setTheme(choice);
          chooseTheme(choice);
        }}
      />
    </div>
  );
}

function ShortcutsSwitch() {
  const [isOn, setOn] = useState(areShortcutsOn);
  const id = useId();
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <label htmlFor={id} className="text-sm">
        Single-key shortcuts
        <span className="block text-faint text-xs">⌘K works either way. Press ? for the list.</span>
      </label>
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        onChange={({ currentTarget: { checked } }) => {
          setOn(checked);
          switchShortcuts(checked);
        }}
        className="size-5 accent-ink"
      />
    </div>
  );
}
