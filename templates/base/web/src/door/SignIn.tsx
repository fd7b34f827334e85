import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Problem } from '../api/problem.ts';
import { usePageTitle } from '../app/usePageTitle.ts';
import classes from './SignIn.module.css';
import { signIn } from './session.ts';

/** Asks for a key, and opens the page that was asked for. */
export default function SignIn() {
  usePageTitle('Sign in');
  const field = useRef<HTMLInputElement>(null);
  // There is nothing else to do here.
  useEffect(() => field.current?.focus(), []);
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!key.trim()) return setFault('Paste the key');
    setBusy(true);
    try {
      await signIn(key.trim());
      window.location.reload();
    } catch (error) {
      setFault(error instanceof Problem ? error.title : 'Something went wrong; try again');
      setBusy(false);
    }
  };
  return (
    <>
      <h1 className="page-title">Sign in</h1>
      <p className="lead">This service asks for a key. Whoever runs it gives them out.</p>
      <form className={classes.form} onSubmit={send} noValidate>
        <PasswordInput
          ref={field}
          label="Key"
          autoComplete="current-password"
          value={key}
          error={fault}
          onChange={(event) => {
            setKey(event.currentTarget.value);
            setFault(undefined);
          }}
        />
        <Button type="submit" disabled={busy}>
          Sign in
        </Button>
      </form>
    </>
  );
}
