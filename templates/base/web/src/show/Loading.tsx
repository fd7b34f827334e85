import { Skeleton } from '@mantine/core';

/** A quiet picture of a page to come, of about its size, so that nothing jumps when it is there. */
export function Loading({ lines = 6 }: { lines?: number }) {
  return (
    <div aria-busy="true">
      <span className="for-readers" role="status">
        Loading
      </span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no names and never change places
        <Skeleton key={line} height={40} mb={20} radius="md" />
      ))}
    </div>
  );
}
