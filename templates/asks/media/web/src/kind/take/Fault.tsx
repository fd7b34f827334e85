import classes from './Fault.module.css';

/** What is wrong with an input, in words, at the input. */
export function Fault({ of, children }: { of: string; children: string | undefined }) {
  return (
    <p className={classes.fault} id={`${of}-fault`} role="alert" hidden={!children}>
      {children}
    </p>
  );
}
