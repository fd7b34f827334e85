/** Grounds for white letters, dark enough in both themes (4.5 : 1), told apart by more than their hue where possible. */
const COLOURS = ['#3b5bdb', '#c2255c', '#2b7a3d', '#a8480a', '#7a3fb5', '#0b7285', '#8a5a00', '#5c5f66'];

/** The colour of the label at this place. */
export function colourOf(place: number): string {
  return COLOURS[Math.max(0, place) % COLOURS.length] ?? '#3b5bdb';
}
