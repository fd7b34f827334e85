import { NativeSelect } from '@mantine/core';
import { useFeedbackSummary, type Wanted } from '../api/history.ts';
import { entries } from '../kind/entry.tsx';
import classes from './HistoryPage.module.css';

const FEEDBACK = [
  { value: '', label: 'any feedback' },
  { value: 'right', label: 'right' },
  { value: 'wrong', label: 'wrong' },
  { value: 'given', label: 'judged' },
  { value: 'none', label: 'not judged' },
];

/** Which answers are listed. */
export function Filters(props: { wanted: Wanted; onWant: (name: string, value: string) => void }) {
  const { wanted, onWant } = props;
  const truth = entries.useTruth();
  const known = (useFeedbackSummary().data ?? []).map((version) => version.model_version);
  const versions = [...new Set([...known, wanted.model_version].filter(Boolean))];
  return (
    <search className={classes.filters} aria-label="Filters">
      {truth?.asked === 'choice' && (
        <NativeSelect
          aria-label="Answer"
          value={wanted.prediction}
          data={[{ value: '', label: 'any answer' }, ...truth.choices]}
          onChange={(event) => onWant('answer', event.currentTarget.value)}
        />
      )}
      <NativeSelect
        aria-label="Feedback"
        value={wanted.feedback}
        data={FEEDBACK}
        onChange={(event) => onWant('feedback', event.currentTarget.value)}
      />
      {versions.length > 1 && (
        <NativeSelect
          aria-label="Model version"
          value={wanted.model_version}
          data={[
            { value: '', label: 'any version' },
            ...versions.map((name) => ({ value: name, label: `model ${name}` })),
          ]}
          onChange={(event) => onWant('version', event.currentTarget.value)}
        />
      )}
    </search>
  );
}
