import { z } from 'zod';
import { severity } from './wire-schema';

export const scoreCap = z.object({
  key: z.string(),
  title: z.string(),
  severity,
  atMost: z.number().describe('no score above this while the finding is open'),
});

export const scoreCategory = z.object({
  category: z.string().describe('the area of its rules'),
  score: z.number().nullable().describe('100 − Σ weight × confidence; null when withheld'),
  withheld: z.string().nullable().describe('why there is no score'),
  coverageRatio: z.number().nullable().describe('rules that could look ÷ rules that apply'),
  rules: z.object({ checked: z.number(), couldNotCheck: z.number(), notApplicable: z.number() }),
  terms: z
    .array(
      z.object({
        key: z.string(),
        title: z.string(),
        severity,
        confidence: z.enum(['low', 'medium', 'high']),
        points: z.number().describe('what this finding takes away'),
      }),
    )
    .describe('the arithmetic'),
});

export const scoreDetail = z
  .object({
    score: z.number().nullable(),
    withheld: z.string().nullable(),
    mean: z.number().nullable().describe('of the categories that have a score'),
    cap: scoreCap.nullable(),
    coverageRatio: z.number().nullable(),
    formula: z.string().describe('in words'),
    categories: z.array(scoreCategory),
  })
  .meta({ id: 'Score' });
