import { Button } from '@mantine/core';
import { FileDown } from '../../show/icons.tsx';
import classes from './Picture.module.css';

export function DownloadPicture({ address }: { address: string }) {
  return (
    <Button
      className={classes.download}
      component="a"
      variant="default"
      size="xs"
      leftSection={<FileDown />}
      href={address}
      download="answer.png"
    >
      Download the picture
    </Button>
  );
}
