import { Link } from 'react-router';
import type { Entry } from '../api/history.ts';
import { entries as views } from '../kind/entry.tsx';
import { dateTime } from '../show/format.ts';
import classes from './EntryList.module.css';
import { Mark } from './Mark.tsx';

/** Answers, one a line; each line leads to its own page. */
export function EntryList({ entries }: { entries: Entry[] }) {
  return (
    <div className={`card ${classes.frame}`}>
      <div className={classes.head} aria-hidden="true">
        <span>Time</span>
        <span>Asked</span>
        <span>Answer</span>
        <span>Feedback</span>
        <span>Model</span>
      </div>
      <ul className={classes.list} aria-label="Answers">
        {entries.map((entry) => (
          <li key={entry.id}>
            <Link className={classes.line} to={`/history/${encodeURIComponent(entry.id)}`}>
              <time dateTime={entry.at}>{dateTime(entry.at)}</time>
              <span className={classes.asked}>
                <views.Inputs entry={entry} />
              </span>
              <span className={classes.said}>
                <views.Said entry={entry} />
              </span>
              <Mark feedback={entry.feedback} />
              <span className={classes.version}>
                <span className={classes.word}>model </span>
                {entry.model_version}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
