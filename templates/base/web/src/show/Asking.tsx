import type { ReactNode } from 'react';
import classes from './Asking.module.css';
import { opening } from './opening.ts';

/** The page that asks: its question, what is asked on one side, what is answered on the other. */
export function Asking(props: {
  /** What the product says of itself: its first sentence is the title. */
  description: string | undefined;
  title: string;
  /** A question longer than the window: the answer stays in sight beside it. */
  isLong?: boolean;
  question: ReactNode;
  result: ReactNode;
}) {
  const { description, title, isLong = false, question, result } = props;
  const [asked, more] = opening(description ?? '');
  return (
    <>
      <h1 className="page-title">{asked || title}</h1>
      {more && <p className="lead">{more}</p>}
      <div className={classes.columns} data-long={isLong}>
        <section className="card" aria-label="Question">
          {question}
        </section>
        <section className={classes.result} aria-label="Result">
          {result}
        </section>
      </div>
    </>
  );
}
