/** What stands before and behind a model that was brought as a file, as `contract/steps.json` says it and the passport used it. */
export interface Steps {
  task?: string;
  image?: {
    height?: number | null;
    width?: number | null;
    resize?: 'stretch' | 'crop' | 'pad' | 'none' | 'own';
    multiple?: number;
    most_pixels?: number;
    short_side?: number | null;
    filter?: string;
    colour?: string;
    scale?: number;
    mean?: number[] | null;
    std?: number[] | null;
    layout?: string;
    type?: string;
  } | null;
  text?: { tokenizer?: string | null; max_length?: number | null; pair?: boolean } | null;
  audio?: {
    rate?: number;
    channels?: number;
    seconds?: { min?: number | null; max?: number | null } | null;
    normalise?: string;
  } | null;
  output?: {
    activation?: string;
    top?: number | null;
    threshold?: number | null;
    boxes?: { iou?: number | null } | null;
    pool?: string | null;
    unit_length?: boolean | null;
  } | null;
}
