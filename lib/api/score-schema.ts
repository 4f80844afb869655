import { z } from 'zod';
import { severity } from './wire-schema';

export const scoreCap = z.object({
  key: z.string(),
  title: z.string(),
  severity,
  atMost: z.number().describe('the score of the category that it weighs on most'),
});

export const scoreCategory = z.object({
  category: z.string().describe('the area of its rules'),
  score: z.number().nullable().describe('by the formula; null when withheld'),
  withheld: z.string().nullable().describe('why there is no score'),
  coverageRatio: z.number().nullable().describe('rules that could look ÷ rules that apply'),
  rules: z.object({
    checked: z.number(),
    couldNotCheck: z.number(),
    waiting: z.number().describe('need to watch for longer; count neither way'),
    notApplicable: z.number(),
  }),
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
  capped: z
    .array(z.object({ severity, points: z.number(), atMost: z.number() }))
    .describe('severities whose findings together would take more than they may'),
});

export const scoreDetail = z
  .object({
    score: z.number().nullable(),
    withheld: z.string().nullable(),
    cap: scoreCap.nullable().describe('the weightiest finding of the lowest category'),
    cappedBy: z.string().nullable().describe('the lowest category'),
    coverageRatio: z.number().nullable(),
    formula: z.string().describe('in words'),
    categories: z.array(scoreCategory),
  })
  .meta({ id: 'Score' });
