/** Whether the API has answered that it wants a key. Told by whoever hears it, heard by the door. */

let wanted = false;
const listeners = new Set<() => void>();

export function keyIsWanted() {
  wanted = true;
  for (const listener of listeners) listener();
}

export function isKeyWanted() {
  return wanted;
}

export function onKeyWanted(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
