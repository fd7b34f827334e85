import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
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
  useBrought(onTake, setOver);
  return (
    <div className={classes.place} data-over={over} data-faulty={faulty} data-testid="drop">
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

/** Files that are pasted or dropped anywhere on the page: beside the place, a browser would leave the page for the file. */
function useBrought(onTake: (files: File[]) => void, onOver: (over: boolean) => void) {
  const take = useRef(onTake);
  take.current = onTake;
  useEffect(() => {
    const bring = (brought: DataTransfer | null) => {
      const files = [...(brought?.files ?? [])];
      if (files.length > 0) take.current(files);
    };
    const on = {
      paste: (event: ClipboardEvent) => bring(event.clipboardData),
      dragover: (event: DragEvent) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        onOver(true);
      },
      dragleave: (event: DragEvent) => {
        if (event.relatedTarget === null) onOver(false);
      },
      drop: (event: DragEvent) => {
        onOver(false);
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        bring(event.dataTransfer);
      },
    };
    const listeners = Object.entries(on) as [string, EventListener][];
    for (const [name, listener] of listeners) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of listeners) window.removeEventListener(name, listener);
    };
  }, [onOver]);
}
