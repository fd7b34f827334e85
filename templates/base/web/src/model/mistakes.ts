import type { Model } from '../api/model.ts';

/** With more classes, a confusion matrix is a wall of zeros; the most frequent mistakes are shown instead. */
export const MOST_CLASSES = 20;

export interface Mistake {
  truth: string;
  said: string;
  count: number;
  /** Held-out rows of the true class. */
  total: number;
  share: number;
}

/** Every pair of classes of which one was taken for the other on held-out rows. */
export function mistakesIn({ labels, matrix }: NonNullable<Model['confusion']>): Mistake[] {
  return matrix.flatMap((counts, row) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.flatMap((count, column) =>
      row === column || count === 0
        ? []
        : [{ truth: labels[row] ?? '', said: labels[column] ?? '', count, total, share: count / total }],
    );
  });
}
