import { useEffect, useState } from 'react';
import { number } from '../../show/format.ts';
import { linkTo } from '../../show/link.ts';
import classes from '../take/Dropping.module.css';
import { decoded, peaksOf } from '../take/sound.ts';

const BARS = 160;
const HEIGHT = 60;

interface Wave {
  peaks: number[];
  seconds: number;
}

/** A sound: how loud it is when, and a player. */
export function Player({ sound, name }: { sound: File; name: string }) {
  const wave = useWave(sound);
  return (
    <div className={classes.player}>
      <svg
        className={classes.wave}
        viewBox={`0 0 ${BARS} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {wave?.peaks.map((peak, at) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={at}
            x={at + 0.15}
            width={0.7}
            y={(HEIGHT * (1 - Math.max(0.02, peak))) / 2}
            height={HEIGHT * Math.max(0.02, peak)}
            fill="currentColor"
          />
        ))}
      </svg>
      <span className={classes.name}>
        {name}
        {wave && ` · ${number(wave.seconds, 1)} s`}
      </span>
      {/* biome-ignore lint/a11y/useMediaCaption: it is whatever somebody has chosen */}
      <audio controls src={linkTo(sound)} aria-label={`The sound ${name}`} />
    </div>
  );
}

/** Null until the browser has decoded it, and where it cannot. */
function useWave(sound: File): Wave | null {
  const [wave, setWave] = useState<Wave | null>(null);
  useEffect(() => {
    let left = false;
    setWave(null);
    decoded(sound).then(
      (heard) => left || setWave({ peaks: peaksOf(heard, BARS), seconds: heard.duration }),
      () => {},
    );
    return () => {
      left = true;
    };
  }, [sound]);
  return wave;
}
