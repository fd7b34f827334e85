import { type OpenApi, useOpenApi } from '../api/document.ts';
import { useModel } from '../api/model.ts';
import { usePageTitle } from '../app/usePageTitle.ts';
import { Loading } from '../show/Loading.tsx';
import { opening } from '../show/opening.ts';
import { ProblemMessage } from '../show/ProblemMessage.tsx';
import { contractOf } from './contract/useContract.ts';
import { RowForm } from './form/RowForm.tsx';
import classes from './PredictPage.module.css';
import { ResultCard } from './result/ResultCard.tsx';
import { useAsking } from './useAsking.ts';

const LONG = 14;

/** The page that asks: the contract as a form, and what the model answers. */
export function PredictPage() {
  usePageTitle('Predict');
  const document = useOpenApi();
  const model = useModel();
  if (document.isError) return <ProblemMessage error={document.error} onRetry={() => document.refetch()} />;
  if (document.isPending || model.isPending) return <Loading />;
  return <Asking document={document.data} />;
}

function Asking({ document }: { document: OpenApi }) {
  const model = useModel().data;
  const contract = contractOf(document);
  const { fields, target } = contract;
  const asking = useAsking(fields);
  const [question, more] = opening(document.info.description ?? '');
  return (
    <>
      <h1 className="page-title">{question || `Predict ${target.label}`}</h1>
      {more && <p className="lead">{more}</p>}
      <div className={classes.columns} data-long={fields.length > LONG}>
        <section className="card" aria-label="Question">
          <RowForm
            fields={fields}
            row={asking.row}
            observed={model?.observed ?? {}}
            busy={asking.busy}
            onAsk={asking.ask}
            onClear={asking.clear}
          />
        </section>
        <section className={classes.result} aria-label="Result">
          <ResultCard asking={asking} contract={contract} model={model} />
        </section>
      </div>
    </>
  );
}
