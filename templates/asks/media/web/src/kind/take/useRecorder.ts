import { useEffect, useRef, useState } from 'react';
import { useSeconds } from '../../show/useSeconds.ts';
import { stop, troubleOf } from './Camera.tsx';
import { asWav } from './sound.ts';

/** Records with the microphone until it is stopped, and gives the sound as WAV with `rate` samples a second. */
export function useRecorder(rate: number, onRecorded: (sound: File) => void) {
  const [recording, setRecording] = useState(false);
  const seconds = useSeconds(recording);
  const [trouble, setTrouble] = useState<string>();
  const recorder = useRef<MediaRecorder>(null);
  useEffect(() => () => recorder.current?.stop(), []);

  const begin = async () => {
    setTrouble(undefined);
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const now = new MediaRecorder(stream);
      const pieces: Blob[] = [];
      now.ondataavailable = ({ data }) => pieces.push(data);
      now.onstop = async () => {
        stop(stream);
        setRecording(false);
        try {
          onRecorded(await asWav(new Blob(pieces, { type: now.mimeType }), rate, 'recording.wav'));
        } catch {
          setTrouble('Nothing was recorded. Try again, a little longer.');
        }
      };
      recorder.current = now;
      now.start();
      setRecording(true);
    } catch (error) {
      setTrouble(troubleOf(error as DOMException, 'microphone'));
    }
  };
  return {
    isThere: Boolean(navigator.mediaDevices?.getUserMedia) && typeof MediaRecorder !== 'undefined',
    recording,
    seconds,
    trouble,
    toggle: () => (recording ? recorder.current?.stop() : begin()),
  };
}
