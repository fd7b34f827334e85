import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { labelsOf, useOpenApi } from '../api/document.ts';
import { type Model, useModel } from '../api/model.ts';
import { usePageTitle } from '../app/usePageTitle.ts';
import { LiveQuality } from '../feedback/LiveQuality.tsx';
import { date, number } from '../show/format.ts';
import { Loading } from '../show/Loading.tsx';
import { ProblemMessage } from '../show/ProblemMessage.tsx';
import { Alarms } from './Alarms.tsx';
import { BroughtFile } from './BroughtFile.tsx';
import { Calibration } from './Calibration.tsx';
import { Candidates } from './Candidates.tsx';
import { ConfusedPairs } from './ConfusedPairs.tsx';
import { Confusion } from './Confusion.tsx';
import { Coverage } from './Coverage.tsx';
import { Importance } from './Importance.tsx';
import { LearningCurve } from './LearningCurve.tsx';
import classes from './ModelPage.module.css';
import { metricWriter } from './metricWriter.ts';
import { MOST_CLASSES } from './mistakes.ts';
import { Parity } from './Parity.tsx';
import { Provenance } from './Provenance.tsx';
import { Quality } from './Quality.tsx';
import { Residuals } from './Residuals.tsx';
import { Running } from './Running.tsx';
import { StepsAround } from './StepsAround.tsx';
import { TrainingData } from './TrainingData.tsx';
import { Weaknesses } from './Weaknesses.tsx';

/** The model's card as a page: someone decides from it whether to trust the answers. */
export default function ModelPage() {
  usePageTitle('Model');
  const model = useModel();
  const document = useOpenApi();
  if (model.isError) return <ProblemMessage error={model.error} onRetry={() => model.refetch()} />;
  if (model.isPending || document.isPending) return <Loading />;
  return <Card model={model.data} label={labelsOf(document.data)} />;
}

/** Each part stands where the passport holds it, so one page serves every kind of model. */
function Card({ model, label }: { model: Model; label: (field: string) => string }) {
  const { metrics, calibration, confusion, residuals, importance, parity, data, coverage, learning } = model;
  const { source, steps } = model;
  const target = model.target ? label(model.target.field) : '';
  const write = metricWriter(model, metrics?.primary);
  return (
    <>
      <h1 className="page-title">
        Model {model.version}
        {target && <span className={classes.of}> · {target}</span>}
      </h1>
      <p className="lead">{summary(model)}</p>
      <div className={classes.alarms}>
        <Alarms model={model} />
      </div>
      <div className={classes.cards}>
        {metrics && (
          <Part title="How good it is" wide>
            <Quality model={model} metrics={metrics} label={label} />
          </Part>
        )}
        <Part title="How it does in use" wide>
          <LiveQuality />
          <p className={classes.note}>
            Answers are judged in the <Link to="/history">history</Link>.
          </p>
        </Part>
        {calibration && calibration.length > 0 && (
          <Part title="Do the probabilities hold?">
            <Calibration points={calibration} />
          </Part>
        )}
        {confusion && (
          <Part title="What it takes for what">
            {confusion.labels.length > MOST_CLASSES ? (
              <ConfusedPairs confusion={confusion} />
            ) : (
              <Confusion confusion={confusion} />
            )}
          </Part>
        )}
        {residuals && (
          <Part title="How far off it is">
            <Residuals residuals={residuals} interval={model.interval} unit={model.target?.unit} />
          </Part>
        )}
        {coverage && (
          <Part title="Do the ranges hold?">
            <Coverage coverage={coverage} />
          </Part>
        )}
        {importance && importance.length > 0 && (
          <Part title="What it relies on">
            <Importance importance={importance} label={label} write={write} />
          </Part>
        )}
        <Part title="Where it is weak">
          <Weaknesses model={model} />
        </Part>
        {learning && learning.points.length > 1 && (
          <Part title="Would more data help?">
            <LearningCurve learning={learning} write={metricWriter(model, learning.metric)} />
          </Part>
        )}
        {model.model?.candidates && (
          <Part title="What was compared">
            <Candidates candidates={model.model.candidates} write={write} />
          </Part>
        )}
        {data && (
          <Part title={source ? 'What it was judged on' : 'What it was trained on'}>
            <TrainingData data={data} label={label} />
          </Part>
        )}
        {source && (
          <Part title="The file that was brought">
            <BroughtFile source={source} upconverted={model.upconverted} />
          </Part>
        )}
        {steps && (
          <Part title="What is done around it">
            <StepsAround steps={steps} labels={model.labels} />
          </Part>
        )}
        {parity && (
          <Part title={source ? 'Is it the model that was brought?' : 'Is it the model that was trained?'}>
            <Parity parity={parity} of={source ? 'File' : 'Pipeline'} />
          </Part>
        )}
        {model.runtime && (
          <Part title="How it runs here">
            <Running runtime={model.runtime} />
          </Part>
        )}
        <Part title="Where it comes from">
          <Provenance model={model} />
        </Part>
      </div>
    </>
  );
}

function Part({ title, wide, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <section className={`card ${classes.part} ${wide ? classes.wide : ''}`}>
      <h2 className="card-title">{title}</h2>
      {children}
    </section>
  );
}

function summary({ model, created_at, data, source, task }: Model): string {
  const rows = source ? undefined : (data?.rows_used ?? data?.rows);
  return [
    model?.name,
    rows !== undefined && `learned from ${number(rows)} rows`,
    source && task?.replaceAll('-', ' '),
    source?.file,
    created_at && `${source ? 'made' : 'trained'} ${date(created_at)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}
