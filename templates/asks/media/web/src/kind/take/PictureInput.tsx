import { Button } from '@mantine/core';
import { useState } from 'react';
import { linkTo } from '../../show/link.ts';
import { idOf } from '../useAsking.ts';
import { Camera } from './Camera.tsx';
import classes from './Dropping.module.css';
import { Dropping } from './Dropping.tsx';
import { Fault } from './Fault.tsx';
import type { TakeProps } from './TakeProps.ts';

const TAKEN = 'image/png,image/jpeg,image/webp,image/bmp,image/gif';
const TINY = 128;

/** Pictures: dropped, pasted, chosen or taken with the camera. Several are asked about at once. */
export function PictureInput({ contract, asking }: TakeProps) {
  const { given, give, faults, complain } = asking;
  const [camera, setCamera] = useState(false);
  const id = idOf('files');
  const take = (files: File[]) => {
    const [wrong] = files.filter((file) => !TAKEN.includes(file.type || 'nothing'));
    if (wrong)
      return complain({
        files: `${wrong.name} is no picture that can be read: PNG, JPEG, WebP, BMP or GIF.`,
      });
    if (files.length === 0) return;
    // A second picture joins the first where two are compared; else what is new takes the place of what was there.
    const joined = contract.compares && given.files.length === 1 ? [...given.files, ...files] : files;
    give({ ...given, files: contract.compares ? joined.slice(-2) : joined });
  };
  const choose = contract.compares ? 'Choose two pictures' : 'Choose pictures';
  return (
    <div>
      <Dropping
        id={id}
        choose={choose}
        hint="or drop or paste them here"
        accept={TAKEN}
        several
        faulty={Boolean(faults.files)}
        onTake={take}
        beside={
          hasCamera() &&
          !camera && (
            <Button variant="default" onClick={() => setCamera(true)}>
              Camera
            </Button>
          )
        }
      >
        {camera ? (
          <Camera
            onTake={(file) => {
              setCamera(false);
              take([file]);
            }}
            onClose={() => setCamera(false)}
          />
        ) : (
          <Pictures
            files={given.files}
            onRemove={(gone) => give({ ...given, files: given.files.filter((it) => it !== gone) })}
          />
        )}
      </Dropping>
      <Fault of={id}>{faults.files}</Fault>
    </div>
  );
}

const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);

function Pictures({ files, onRemove }: { files: File[]; onRemove: (file: File) => void }) {
  const [first] = files;
  if (!first) return <p className={classes.empty}>Drop a picture here</p>;
  if (files.length === 1) return <Preview file={first} />;
  return (
    <ul className={classes.several} aria-label="Pictures">
      {files.map((file, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name
        <li key={`${file.name} ${at}`}>
          <Preview file={file} small />
          <span className={classes.name}>{file.name}</span>
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => onRemove(file)}>
            Remove<span className="for-readers"> {file.name}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** What was chosen. A picture of few pixels is drawn large. */
function Preview({ file, small = false }: { file: File; small?: boolean }) {
  const [tiny, setTiny] = useState(false);
  return (
    <img
      className={small ? undefined : classes.one}
      data-tiny={tiny}
      src={linkTo(file)}
      alt={file.name}
      onLoad={({ currentTarget: { naturalWidth } }) => setTiny(naturalWidth < TINY)}
    />
  );
}
