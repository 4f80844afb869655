import { z } from 'zod';

/**
 * Column schemas for what node-postgres really returns: int8 and numeric arrive as text, timestamps as
 * Date or ±Infinity. A row schema made of these yields plain JSON: numbers, ISO text, booleans, null.
 */

/** int8, or any count or size: text to a safe integer; a larger value is refused, never rounded. */
export const int8 = z
  .union([z.string(), z.number()])
  .transform(Number)
  .refine(Number.isSafeInteger, 'not a safe integer');

/** float8, or an int8 whose last digits do not matter (nanosecond dimensions). NaN and ±Infinity are refused. */
export const float8 = z
  .union([z.string(), z.number()])
  .transform(Number)
  .refine(Number.isFinite, 'not a finite number');

/** timestamptz as ISO 8601 in UTC. ±infinity is refused: a collector that can meet it maps it in its SQL. */
export const instant = z.date().transform((date) => date.toISOString());
