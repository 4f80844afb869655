import { AppError } from '@/lib/errors';
import { open } from '../answering';

const refuse = open(() => {
  throw new AppError(
    'not-found',
    'There is nothing at this address',
    'GET /api/openapi.json lists every path.',
  );
});

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as POST, refuse as PUT };
