import { Button } from '@mantine/core';
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import classes from './Dropping.module.css';

/** A place where files are dropped, chosen or pasted; what was taken before stands in it. */
export function Dropping(props: {
  id: string;
  /** What is taken, in the words of a button: `Choose pictures`. */
  choose: string;
  hint: string;
  accept: string;
  several: boolean;
  faulty: boolean;
  onTake: (files: File[]) => void;
  /** Another way to have one, beside the button. */
  beside?: ReactNode;
  children: ReactNode;
}) {
  const { id, choose, hint, accept, several, faulty, onTake, beside, children } = props;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  usePasted(onTake);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onTake([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button does the same
    <div
      className={classes.place}
      data-over={over}
      data-faulty={faulty}
      data-testid="drop"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={classes.taken}>{children}</div>
      <input
        ref={input}
        type="file"
        accept={accept}
        multiple={several}
        aria-label={choose}
        tabIndex={-1}
        hidden
        onChange={(event) => {
          onTake([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <div className={classes.ways}>
        <Button
          id={id}
          variant="default"
          aria-describedby={`${id}-fault`}
          onClick={() => input.current?.click()}
        >
          {choose}
        </Button>
        {beside}
        <span className={classes.hint}>{hint}</span>
      </div>
    </div>
  );
}

/** Files in the clipboard, pasted anywhere on the page. */
function usePasted(onTake: (files: File[]) => void) {
  const take = useRef(onTake);
  take.current = onTake;
  useEffect(() => {
    const pasted = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) take.current(files);
    };
    window.addEventListener('paste', pasted);
    return () => window.removeEventListener('paste', pasted);
  }, []);
}
