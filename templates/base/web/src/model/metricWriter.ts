import type { Model } from '../api/model.ts';
import { figure, quantity } from '../show/format.ts';

const IN_UNITS_OF_TARGET = new Set(['rmse', 'mae']);

/** Writes a metric's figures: an error in euros has its sign, a share has none. */
export function metricWriter(model: Model, name: string | undefined): (value: number) => string {
  const unit = name && IN_UNITS_OF_TARGET.has(name) ? model.target?.unit : null;
  return unit ? (value) => quantity(value, unit) : figure;
}
