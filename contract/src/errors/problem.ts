/** The shape of every error answer: RFC 9457 problem details with a registered code. */
import { z } from 'zod';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export const problem = z
  .object({
    type: z.string().meta({ description: 'urn:signalbox:error:CODE' }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'A registered code; compare with this one, never with the texts.' }),
    detail: z.string().meta({ description: 'For people, in the language of Accept-Language (en or zh).' }),
    values: z.record(z.string(), z.string()).meta({ description: 'What the message speaks of.' }),
    signalId: z.string().optional().meta({ description: 'Under which the refused text was kept.' }),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problem>;
