import { Button } from '@mantine/core';
import { useState } from 'react';
import { Player } from '../show/Player.tsx';
import { idOf } from '../useAsking.ts';
import classes from './Dropping.module.css';
import { Dropping } from './Dropping.tsx';
import { Fault } from './Fault.tsx';
import { sendable } from './sound.ts';
import type { TakeProps } from './TakeProps.ts';
import { useRecorder } from './useRecorder.ts';

const RATE = 16_000;

/** Sounds: dropped, chosen, or recorded with the microphone and sent as WAV. */
export function SoundInput({ contract, asking }: TakeProps) {
  const { given, give, faults, complain } = asking;
  const rate = contract.steps.audio?.rate ?? RATE;
  const [busy, setBusy] = useState(false);
  const id = idOf('files');
  const take = async (files: File[]) => {
    if (files.length === 0) return;
    setBusy(true);
    try {
      give({ ...given, files: await Promise.all(files.map((file) => sendable(file, rate))) });
    } catch {
      complain({ files: `${files[0]?.name} is no sound that can be read: WAV, FLAC, OGG or MP3.` });
    } finally {
      setBusy(false);
    }
  };
  const recorder = useRecorder(rate, (sound) => take([sound]));
  return (
    <div>
      <Dropping
        id={id}
        choose="Choose sounds"
        hint="or drop them here"
        accept="audio/*"
        several
        faulty={Boolean(faults.files)}
        onTake={take}
        beside={
          recorder.isThere && (
            <Button
              variant={recorder.recording ? 'filled' : 'default'}
              color={recorder.recording ? 'red' : undefined}
              loading={busy}
              onClick={recorder.toggle}
            >
              {recorder.recording ? `Stop (${recorder.seconds} s)` : 'Record'}
            </Button>
          )
        }
      >
        {given.files.length === 0 ? (
          <p className={classes.empty}>Drop a sound here</p>
        ) : (
          given.files.map((file) => (
            <Player key={`${file.name} ${file.size}`} sound={file} name={file.name} />
          ))
        )}
      </Dropping>
      <Fault of={id}>{faults.files ?? recorder.trouble}</Fault>
    </div>
  );
}
