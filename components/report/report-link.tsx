import { FileText } from 'lucide-react';
import { screenHref } from '@/components/shell/screens';
import { ButtonLink } from '@/components/ui/button-link';

/** To the report that prints on paper and downloads as Markdown. */
export function ReportLink({ databaseId }: { readonly databaseId: string }) {
  return (
    <ButtonLink href={screenHref(databaseId, '/report')}>
      <FileText aria-hidden="true" className="size-3.5" />
      Report
    </ButtonLink>
  );
}
