import type { Feedback } from '../api/history.ts';
import { Check, Cross } from '../show/icons.tsx';
import classes from './EntryList.module.css';

/** Right, wrong or unknown: told by a sign and a word, never by colour alone. */
export function Mark({ feedback }: { feedback: Feedback | null }) {
  if (!feedback)
    return (
      <span className={classes.mark}>
        <span aria-hidden="true">–</span>
        <span className="for-readers">not judged</span>
      </span>
    );
  const { correct } = feedback;
  return (
    <span className={classes.mark} data-correct={correct}>
      {correct ? <Check /> : <Cross />}
      {correct ? 'right' : 'wrong'}
    </span>
  );
}
