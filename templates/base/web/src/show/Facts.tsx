import classes from './Facts.module.css';

type Fact = [name: string, value: string | null | undefined, style?: 'code'];

/** Names and values, one a line; what is not known is left out. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(
        ([name, value, style]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{style === 'code' ? <code title={value}>{shortened(value)}</code> : value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function shortened(hash: string): string {
  return hash.length > 20 ? `${hash.replace('sha256:', '').slice(0, 16)}…` : hash;
}
