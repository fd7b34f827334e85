import { keyIsWanted } from '../door/wanted.ts';

/** One fault of one field, as the API names it. `field` is empty where the fault is not one field's. */
export interface FieldFault {
  field: string;
  message: string;
}

/** What went wrong, ready to be shown: an RFC 9457 problem of the API, or an API that cannot be reached. */
export class Problem extends Error {
  readonly title: string;
  readonly detail: string;
  readonly status: number;
  readonly id: string | null;
  readonly faults: FieldFault[];

  constructor(told: { title: string; detail?: string; status?: number; id?: string; faults?: FieldFault[] }) {
    super(told.title);
    this.name = 'Problem';
    this.title = told.title;
    this.detail = told.detail ?? '';
    this.status = told.status ?? 0;
    this.id = told.id ?? null;
    this.faults = told.faults ?? [];
  }
}

const UNREACHABLE = {
  title: 'The service cannot be reached',
  detail: 'It may have been stopped, or the network is down. What you have filled in is kept.',
};

type Answered<T> = { data?: T; error?: unknown; response: Response };

/** Awaits a call of the API and gives its data, or throws a `Problem`. */
export async function answer<T>(call: Promise<Answered<T>>): Promise<T> {
  let answered: Answered<T>;
  try {
    answered = await call;
  } catch {
    throw new Problem(UNREACHABLE);
  }
  if (answered.data !== undefined && answered.response.ok) return answered.data;
  if (answered.response.status === 401 && !answered.response.url.endsWith('/session')) keyIsWanted();
  throw problemOf(answered.error, answered.response);
}

/** The API's `detail` is written for people; its `title` only names the status. */
function problemOf(body: unknown, response: Response): Problem {
  const told = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return new Problem({
    title: text(told.detail) || text(told.title) || `The service answered with ${response.status}`,
    status: response.status,
    id: text(told.id) || undefined,
    faults: Array.isArray(told.errors) ? told.errors.map(faultOf) : [],
  });
}

function faultOf(told: Record<string, unknown>): FieldFault {
  return { field: text(told.field), message: text(told.message) };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
