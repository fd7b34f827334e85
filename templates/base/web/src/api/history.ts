import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client.ts';
import type { Metric } from './model.ts';
import type { components } from './openapi.d.ts';
import { answer } from './problem.ts';

/** What somebody said about an answer; the last word counts. A number is right within the range that was answered. */
export interface Feedback {
  correct: boolean;
  actual: unknown;
  note: string | null;
  at: string;
}

/** One answer that was given, with what was asked. What both hold is the kind's own matter. */
export interface Entry {
  id: string;
  at: string;
  operation: string;
  model_version: string;
  request: Record<string, unknown>;
  answer: Record<string, unknown>;
  feedback: Feedback | null;
  /** Whether what was long of it, a file or thousands of numbers, is null now: the log had reached its size. */
  given_up: boolean;
}

type GivenFeedback = components['schemas']['GivenFeedback'];

/** Which entries are wanted; empty: all. */
export interface Wanted {
  prediction: string;
  feedback: '' | 'right' | 'wrong' | 'given' | 'none';
  model_version: string;
}

/** What is said of an answer: whether it was right, or what came true. */
export type Said = { correct: boolean; note?: string } | { actual: string | number; note?: string };

export interface VersionSummary {
  model_version: string;
  answered: number;
  judged: number;
  metrics: Metric[];
}

/** What became of an uploaded table of truths. */
export interface Accepted {
  accepted: number;
  /** The first thousand. */
  rejected: { row: number; id: string; message: string }[];
  rejected_rows: number;
}

const PAGE = 50;

/** Past answers, newest first, a page at a time. Always read anew: others ask too. */
export function useHistory(wanted: Wanted) {
  return useInfiniteQuery({
    queryKey: ['history', wanted],
    queryFn: ({ pageParam }) => readPage(wanted, pageParam),
    initialPageParam: null as string | number | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
}

async function readPage(wanted: Wanted, before: string | number | null) {
  const given = Object.fromEntries(Object.entries({ ...wanted, before }).filter(([, value]) => value));
  const query = { ...given, limit: PAGE };
  const page = await answer(api.GET('/api/v1/predictions', { params: { query } }));
  return page as unknown as { items: Entry[]; next: string | number | null };
}

export function useEntry(id: string) {
  return useQuery({ queryKey: ['entry', id], queryFn: () => readEntry(id), staleTime: 0 });
}

async function readEntry(id: string): Promise<Entry> {
  const entry = await answer(api.GET('/api/v1/predictions/{id}', { params: { path: { id } } }));
  return entry as unknown as Entry;
}

/** Says whether an answer was right, or what came true. */
export function useSaying(id: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async (said: Said): Promise<Feedback> => {
      const sent = { params: { path: { id } }, body: said as GivenFeedback };
      return (await answer(api.POST('/api/v1/predictions/{id}/feedback', sent))) as Feedback;
    },
    onSuccess: refresh,
  });
}

/** Uploads a table of `id,actual` for many answers at once. */
export function useUploadingTruth() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async (table: File): Promise<Accepted> => {
      const sent = {
        headers: { 'content-type': 'text/csv' },
        body: table as never,
        bodySerializer: () => table,
      };
      return (await answer(api.POST('/api/v1/feedback/batch', sent as never))) as unknown as Accepted;
    },
    onSuccess: refresh,
  });
}

/** How each version does in use, as far as it was judged. */
export function useFeedbackSummary() {
  return useQuery({ queryKey: ['feedback-summary'], queryFn: readSummary, staleTime: 0 });
}

async function readSummary(): Promise<VersionSummary[]> {
  const summary = await answer(api.GET('/api/v1/feedback/summary'));
  return (summary as unknown as { versions: VersionSummary[] }).versions;
}

function useRefresh() {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(
      ['entry', 'history', 'feedback-summary'].map((name) => queries.invalidateQueries({ queryKey: [name] })),
    );
  };
}
