import { Button } from '@mantine/core';
import { type DragEvent, useRef, useState } from 'react';
import classes from './BatchPage.module.css';
import { startBatch } from './batch.ts';

export const TAKEN = '.csv,.tsv,.txt,.ndjson,.jsonl,text/csv';

/** Where a table is dropped or chosen. */
export function Drop() {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button does the same
    <div
      className={`card ${classes.drop}`}
      data-over={over}
      data-testid="drop"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className={classes.dropTitle}>Drop a CSV here</p>
      <input
        ref={input}
        type="file"
        accept={TAKEN}
        aria-label="The table to answer"
        hidden
        onChange={(event) => take(event.currentTarget.files)}
      />
      <Button onClick={() => input.current?.click()}>Choose a file</Button>
      <p className={classes.note}>
        Not sure what it must look like?{' '}
        <a href="/api/v1/template.csv" download>
          Download a template first
        </a>
        .
      </p>
    </div>
  );
}

function take(files: FileList | null) {
  const file = files?.[0];
  if (file) startBatch(file);
}
