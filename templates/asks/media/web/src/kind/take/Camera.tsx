import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import classes from './Dropping.module.css';
import { madeHere } from './disk.ts';

const QUALITY = 0.92;

/** The camera's picture as it moves, and a button that takes it. */
export function Camera({ onTake, onClose }: { onTake: (picture: File) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    let stream: MediaStream | undefined;
    let left = false;
    navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }).then(
      (opened) => {
        stream = opened;
        if (left) stop(opened);
        else if (video.current) video.current.srcObject = opened;
      },
      (error: DOMException) => setTrouble(troubleOf(error, 'camera')),
    );
    return () => {
      left = true;
      if (stream) stop(stream);
    };
  }, []);
  const take = async () => {
    const picture = video.current && (await grabbed(video.current));
    if (picture) onTake(picture);
  };
  return (
    <div className={classes.camera}>
      {trouble ? (
        <p className={classes.empty} role="alert">
          {trouble}
        </p>
      ) : (
        <video ref={video} autoPlay playsInline muted aria-label="What the camera sees" />
      )}
      <div className="row">
        {!trouble && <Button onClick={take}>Take the picture</Button>}
        <Button variant="default" onClick={onClose}>
          Close the camera
        </Button>
      </div>
    </div>
  );
}

export function stop(stream: MediaStream) {
  for (const track of stream.getTracks()) track.stop();
}

/** Why there is no camera or microphone, and what to do. */
export function troubleOf({ name }: DOMException, what: string): string {
  if (name === 'NotAllowedError')
    return `The browser does not let this page use the ${what}. Allow it beside the address, or choose a file.`;
  if (name === 'NotFoundError') return `No ${what} was found here. Choose a file instead.`;
  return `The ${what} cannot be used now; another program may have it. Choose a file instead.`;
}

function grabbed(video: HTMLVideoElement): Promise<File | null> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((resolve) =>
    canvas.toBlob(
      (blob) => resolve(blob && madeHere(new File([blob], 'camera.jpg', { type: 'image/jpeg' }))),
      'image/jpeg',
      QUALITY,
    ),
  );
}
