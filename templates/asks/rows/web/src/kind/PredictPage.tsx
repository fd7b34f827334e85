import { type OpenApi, useOpenApi } from '../api/document.ts';
import { useModel } from '../api/model.ts';
import { usePageTitle } from '../app/usePageTitle.ts';
import { Asking as Layout } from '../show/Asking.tsx';
import { Loading } from '../show/Loading.tsx';
import { ProblemMessage } from '../show/ProblemMessage.tsx';
import { contractOf } from './contract/useContract.ts';
import { RowForm } from './form/RowForm.tsx';
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
  return (
    <Layout
      description={document.info.description}
      title={`Predict ${target.label}`}
      isLong={fields.length > LONG}
      question={
        <RowForm
          fields={fields}
          row={asking.row}
          observed={model?.observed ?? {}}
          busy={asking.busy}
          onAsk={asking.ask}
          onClear={asking.clear}
        />
      }
      result={<ResultCard asking={asking} contract={contract} model={model} />}
    />
  );
}
