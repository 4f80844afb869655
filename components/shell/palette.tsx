'use client';
import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { itemClass } from '@/components/ui/popup-class';
import { type PaletteGroup, type PaletteItem, type PaletteScope, usePaletteGroups } from './palette-groups';

/** Goes anywhere by a few letters. Loaded on the first ⌘K. */
export default function Palette({
  databaseId,
  scope,
  onClose,
}: {
  readonly databaseId: string | undefined;
  readonly scope: PaletteScope;
  readonly onClose: () => void;
}) {
  const router = useRouter();
  const groups = usePaletteGroups(databaseId, scope);
  const go = (item: PaletteItem) => {
    onClose();
    router.push(item.href);
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-backdrop transition-opacity duration-100 data-starting-style:opacity-0" />
        <Dialog.Popup
          aria-label="Search"
          className="fixed inset-x-3 top-[12vh] z-50 mx-auto flex max-h-[min(32rem,76dvh)] max-w-xl flex-col overflow-hidden rounded-xl border border-line-strong bg-surface text-ink shadow-popup outline-none"
        >
          <Autocomplete.Root
            open
            inline
            items={groups}
            autoHighlight="always"
            keepHighlight
            itemToStringValue={searchText}
          >
            <div className="flex items-center gap-3 border-line border-b px-4">
              <Search aria-hidden="true" className="size-4 shrink-0 text-faint" />
              <Autocomplete.Input
                aria-label="Search"
                placeholder={
                  scope === 'databases'
                    ? 'Choose a database'
                    : 'Search databases, hypertables, findings, screens'
                }
                className="h-12 w-full bg-transparent text-base outline-none placeholder:text-faint max-sm:text-lg"
              />
              <Dialog.Close className="rounded-sm border border-line px-1.5 text-2xs text-faint hover:text-ink">
                Esc<span className="sr-only">: close the search</span>
              </Dialog.Close>
            </div>
            <div className="min-h-0 overflow-y-auto overscroll-contain">
              <Autocomplete.Empty>
                <p className="px-4 py-8 text-center text-faint text-sm empty:hidden">
                  Nothing has this name.
                </p>
              </Autocomplete.Empty>
              <Autocomplete.List className="p-2 data-empty:p-0">
                {(group: PaletteGroup) => (
                  <Autocomplete.Group key={group.value} items={group.items} className="not-last:mb-2">
                    <Autocomplete.GroupLabel className="px-2.5 py-1 text-2xs text-faint">
                      {group.value}
                    </Autocomplete.GroupLabel>
                    <Autocomplete.Collection>
                      {(item: PaletteItem) => <Row key={item.value} item={item} onGo={() => go(item)} />}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
            </div>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const searchText = ({ label, hint }: PaletteItem) => `${label} ${hint ?? ''}`;

function Row({ item, onGo }: { readonly item: PaletteItem; readonly onGo: () => void }) {
  return (
    <Autocomplete.Item value={item} onClick={onGo} className={`${itemClass} h-9`}>
      <span className="flex w-4 shrink-0 justify-center text-muted">{item.icon}</span>
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
      {item.hint !== undefined && <span className="shrink-0 truncate text-faint text-xs">{item.hint}</span>}
      {item.keys !== undefined && (
        <kbd className="shrink-0 rounded-sm border border-line px-1.5 font-sans text-2xs text-faint">
          {item.keys}
        </kbd>
      )}
    </Autocomplete.Item>
  );
}
