'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { onFirstToast } from '@/components/ui/toast';

const ToastViewport = dynamic(() => import('@/components/ui/toast-viewport'), { ssr: false });

/** Loads the part that draws messages when there is a first one. */
export function ToastHost() {
  const [isNeeded, setIsNeeded] = useState(false);
  useEffect(() => onFirstToast(() => setIsNeeded(true)), []);
  return isNeeded ? <ToastViewport /> : null;
}
