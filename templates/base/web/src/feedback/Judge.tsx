import { Button, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { type Feedback, type Said, useSaying } from '../api/history.ts';
import type { Truth } from '../history/views.ts';
import { date, quantity } from '../show/format.ts';
import { Check, Cross } from '../show/icons.tsx';
import { ProblemMessage } from '../show/ProblemMessage.tsx';
import classes from './Judge.module.css';
import { TruthForm } from './TruthForm.tsx';

/** Whether an answer was right, said with one click; what came true, with two. */
export function Judge({ id, given, truth }: { id: string; given: Feedback | null; truth: Truth }) {
  const saying = useSaying(id);
  const [asked, setAsked] = useState(false);
  const said = saying.data ?? given;
  const say = (what: Said) => saying.mutate(what, { onSuccess: () => setAsked(false) });
  const isOpen = asked || (truth.asked === 'number' && !said);
  return (
    <section className={classes.judge} aria-labelledby={`judge-${id}`}>
      <div className="row">
        <h3 id={`judge-${id}`} className={classes.title}>
          {truth.asked === 'number' ? 'What came true?' : 'Was it right?'}
        </h3>
        {truth.asked !== 'number' && <RightOrWrong said={said} busy={saying.isPending} onSay={say} />}
        {!isOpen && truth.asked !== 'verdict' && (
          <UnstyledButton className={classes.more} onClick={() => setAsked(true)}>
            {truth.asked === 'number' ? 'Change' : 'Say what it was'}
          </UnstyledButton>
        )}
      </div>
      {isOpen && truth.asked !== 'verdict' && (
        <TruthForm
          truth={truth}
          given={said}
          busy={saying.isPending}
          onSay={say}
          onCancel={asked ? () => setAsked(false) : undefined}
        />
      )}
      {saying.isError && <ProblemMessage error={saying.error} />}
      <p className={classes.said} role="status">
        {said && !isOpen && inWords(said, truth)}
      </p>
    </section>
  );
}

function RightOrWrong(props: { said: Feedback | null; busy: boolean; onSay: (said: Said) => void }) {
  const { said, busy, onSay } = props;
  return (
    <div className={classes.buttons}>
      {[true, false].map((correct) => (
        <Button
          key={String(correct)}
          size="xs"
          variant={said?.correct === correct ? 'light' : 'default'}
          color={correct ? 'teal' : 'red'}
          leftSection={correct ? <Check /> : <Cross />}
          aria-pressed={said?.correct === correct}
          disabled={busy}
          onClick={() => onSay({ correct })}
        >
          {correct ? 'Right' : 'Wrong'}
        </Button>
      ))}
    </div>
  );
}

function inWords({ correct, actual, note, at }: Feedback, truth: Truth): string {
  const verdict = truth.asked === 'number' ? null : correct ? 'Right' : 'Wrong';
  const came = actual === null || actual === undefined ? null : `it was ${written(actual, truth)}`;
  const told = [verdict, came].filter(Boolean).join(': ');
  return `${told.charAt(0).toUpperCase()}${told.slice(1)}${note ? ` (“${note}”)` : ''}, noted ${date(at)}.`;
}

function written(actual: unknown, truth: Truth): string {
  if (truth.asked === 'number') return quantity(Number(actual), truth.unit);
  const choices = truth.asked === 'choice' ? truth.choices : [];
  return choices.find(({ value }) => value === String(actual))?.label ?? String(actual);
}
