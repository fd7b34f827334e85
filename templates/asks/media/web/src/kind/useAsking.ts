import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../api/problem.ts';
import { type Answered, type Asked, predict } from './api/predict.ts';
import type { Contract } from './contract.ts';
import { type Faults, type Given, NOTHING, read } from './given.ts';
import { memory } from './memory.ts';
import { exampleOf } from './take/example.ts';

export type Asking = ReturnType<typeof useAsking>;

/** Asking the model: checks what was given, sends it, and brings the API's objections back to their inputs. */
export function useAsking(contract: Contract) {
  const [given, setGiven] = useState<Given>(memory.given ?? NOTHING);
  const [faults, setFaults] = useState<Faults>({});
  const [answered, setAnswered] = useState<Answered | undefined>(memory.answered);
  /** What the answer answers: anything else that is given since then outdates it. */
  const answers = useRef<Given | undefined>(memory.answered && memory.given);
  const stopping = useRef<AbortController>(null);
  const call = useMutation({
    mutationFn: ({ asked }: { asked: Asked; given: Given }) => predict(asked, stopping.current?.signal),
    onSuccess: (answer, { given: asked }) => {
      answers.current = asked;
      setAnswered(answer);
    },
    onError: (error) => complain(faultsOf(error, contract)),
  });
  const latest = useRef(given);
  const example = useRef<Promise<void>>(null);
  const give = (now: Given) => {
    latest.current = now;
    memory.given = now;
    setGiven(now);
    setFaults({});
  };
  useEffect(() => {
    memory.answered = answered;
  }, [answered]);

  // The page opens with something to ask about.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, and only where nothing was given before
  useEffect(() => {
    if (!memory.given)
      example.current = exampleOf(contract).then((made) => {
        if (!memory.given) give(made);
      });
  }, []);

  const complain = (found: Faults) => {
    setFaults(found);
    const [first] = Object.keys(found);
    if (first) requestAnimationFrame(() => document.getElementById(idOf(first))?.focus());
  };
  const ask = async () => {
    if (call.isPending) return;
    await example.current;
    const checked = read(contract, latest.current);
    if ('faults' in checked) return complain(checked.faults);
    stopping.current = new AbortController();
    call.mutate({ asked: checked.asked, given: latest.current });
  };
  return {
    given,
    give,
    faults,
    complain,
    ask,
    /** Waits no longer: what was answered before stays. */
    cancel: () => {
      stopping.current?.abort();
      call.reset();
    },
    clear: () => {
      give(NOTHING);
      call.reset();
      setAnswered(undefined);
    },
    fillExample: async () => give(await exampleOf(contract)),
    busy: call.isPending,
    answered,
    /** Something else is given by now. */
    outdated: answered !== undefined && answers.current !== given,
    error: Object.keys(faultsOf(call.error, contract)).length > 0 ? null : call.error,
  };
}

/** Where an input stands on the page. */
export const idOf = (input: string) => `asked-${input}`;

/** The API's objections by input. */
function faultsOf(error: unknown, { takes, tensors }: Contract): Faults {
  if (!(error instanceof Problem)) return {};
  const found = error.faults
    .filter(({ field }) => field !== '')
    .map(({ field, message }): [string, string] => [inputOf(field), message]);
  return Object.fromEntries(found);

  function inputOf(field: string): string {
    const names = tensors.map(({ name }) => name);
    const name = names.find((one) => field === `inputs.${one}` || field === one || field === `${one}.npy`);
    if (takes === 'tensors') return name ?? names[0] ?? '';
    if (takes === 'text') return /\b1$|_pair$/.test(field) ? 'text1' : 'text0';
    return 'files';
  }
}
