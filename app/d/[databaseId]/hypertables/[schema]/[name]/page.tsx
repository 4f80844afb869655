import type { Metadata } from 'next';
import { HypertableScreen } from '@/components/hypertable/hypertable-screen';

type Params = Promise<{ databaseId: string; schema: string; name: string }>;

/** Segments arrive encoded; a name may hold any character. */
async function decoded(params: Params) {
  const { databaseId, schema, name } = await params;
  return {
    databaseId: decodeURIComponent(databaseId),
    schema: decodeURIComponent(schema),
    name: decodeURIComponent(name),
  };
}

export async function generateMetadata({ params }: { readonly params: Params }): Promise<Metadata> {
  const { schema, name } = await decoded(params);
  return { title: `${schema}.${name}` };
}

export default async function HypertablePage({ params }: { readonly params: Params }) {
  return <HypertableScreen {...(await decoded(params))} />;
}
