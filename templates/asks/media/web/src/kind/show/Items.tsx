import { Link } from 'react-router';
import type { Answer } from '../api/answers.ts';
import type { Contract } from '../contract.ts';
import classes from './Items.module.css';
import { Outcome } from './Outcome.tsx';
import { placeOf, type Source } from './source.ts';

/** The answers about several files, in the order in which they were sent. */
export function Items(props: { answers: Answer[]; sources: Source[]; contract: Contract }) {
  const { answers, sources, contract } = props;
  return (
    <ol className={classes.items} aria-label="Answers, one a file">
      {answers.map((answer, at) => (
        <Item key={answer.id} answer={answer} source={sources[at]} contract={contract} />
      ))}
    </ol>
  );
}

function Item({ answer, source, contract }: { answer: Answer; source?: Source; contract: Contract }) {
  const address = placeOf(source);
  // Where the answer is drawn onto the picture, the picture need not be shown twice.
  const isDrawn = Boolean(answer.boxes ?? answer.image);
  return (
    <li>
      <div className={classes.head}>
        {contract.takes === 'picture' && !isDrawn && address && <img src={address} alt="" />}
        <span className={classes.name}>{source?.name}</span>
        <Link to={`/history/${answer.id}`}>
          in the history<span className="for-readers">: {source?.name}</span>
        </Link>
      </div>
      <Outcome answers={[answer]} source={source} contract={contract} />
    </li>
  );
}
