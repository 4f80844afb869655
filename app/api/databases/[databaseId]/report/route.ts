import { reportOf } from '@/lib/answers/report';
import { databaseView } from '@/lib/answers/view-of';
import { reportMarkdown } from '@/lib/format/report-markdown';
import { product } from '@/lib/monitor/product';
import { answering } from '../../../answering';
import type { DatabaseContext } from '../of-database';

/** Overview and advice as a document to keep or send. */
export const GET = answering(async (_request, { params }: DatabaseContext) => {
  const { databaseId } = await params;
  return new Response(`${reportMarkdown(reportOf(databaseView(product(), databaseId)))}\n`, {
    headers: {
      'Content-Type': 'text/markdown; charset=utf-8',
      'Content-Disposition': `inline; filename="chunkwise-${databaseId}.md"`,
      'Cache-Control': 'no-store',
    },
  });
});
