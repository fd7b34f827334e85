import type { ReactNode } from 'react';
import { Attention, Check } from './icons.tsx';
import classes from './Notice.module.css';

type Tone = 'danger' | 'warn' | 'calm';

/** A few words that must not be overlooked. The tone is told by a sign too, never by colour alone. */
export function Notice({ tone, title, children }: { tone: Tone; title?: string; children?: ReactNode }) {
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <span className={classes.sign}>{tone === 'calm' ? <Check /> : <Attention />}</span>
      <div className={classes.words}>
        {title && <p className={classes.title}>{title}</p>}
        {children}
      </div>
    </div>
  );
}
