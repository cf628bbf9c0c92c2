import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ComponentGallery } from './_components/gallery';
import { testControls } from '@/lib/server/env';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Components and states' };

/** Every component in every state, for the picture and accessibility tests; there only with STARBOARD_TEST_CONTROLS=1. */
export default function GalleryPage() {
  if (!testControls()) notFound();
  return <ComponentGallery />;
}
