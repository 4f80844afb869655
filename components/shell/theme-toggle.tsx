'use client';
import { Moon, Sun } from 'lucide-react';
import { IconButton } from '@/components/ui/button';
import { chooseTheme, useTheme } from './theme';

export function ThemeToggle() {
  const theme = useTheme();
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <IconButton label={`Use the ${next} theme`} onClick={() => chooseTheme(next)}>
      {theme === 'dark' ? (
        <Sun aria-hidden="true" className="size-4" />
      ) : (
        <Moon aria-hidden="true" className="size-4" />
      )}
    </IconButton>
  );
}
