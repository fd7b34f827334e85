import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import classes from './HistoryPage.module.css';

/** Opens one answer by the id that stands under it, in a log, or in a batch's file. */
export function OpenById() {
  const [id, setId] = useState('');
  const go = useNavigate();
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (id.trim()) go(`/history/${encodeURIComponent(id.trim())}`);
  };
  return (
    <form className={classes.open} onSubmit={open} aria-label="Open an answer">
      <TextInput
        aria-label="Id of an answer"
        placeholder="Id of an answer"
        autoComplete="off"
        spellCheck={false}
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        Open
      </Button>
    </form>
  );
}
