import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Greys of the dark theme, a little bluer than the library's, from text (0) to the darkest ground (9). */
const dark: MantineColorsTuple = [
  '#dbe0ea',
  '#b3bccb',
  '#8f9aad',
  '#6b7689',
  '#3c4557',
  '#2d3545',
  '#222936',
  '#191f2a',
  '#10141c',
  '#0a0d13',
];

export const theme = createTheme({
  colors: { dark },
  primaryColor: 'indigo',
  primaryShade: 8,
  defaultRadius: 'md',
  // The page has its font and its ground before this script runs: styles/page.css.
  fontFamily: 'var(--font)',
  fontFamilyMonospace:
    'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  respectReducedMotion: true,
  cursorType: 'pointer',
});

/** The library's own greys and reds are too faint to read (WCAG AA asks for 4.5 : 1). */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-error': colors.red[9],
    '--mantine-color-placeholder': colors.gray[7],
    '--mantine-color-anchor': colors.indigo[8],
    '--line': colors.gray[3],
    '--track': colors.gray[2],
    '--accent': colors.indigo[7],
    '--accent-soft': colors.indigo[0],
    '--counter': '#d9480f',
    '--danger-soft': colors.red[0],
    '--danger': colors.red[9],
    '--calm-soft': colors.teal[0],
    '--calm': '#076b4c',
    '--warn-soft': '#fff6e0',
    '--warn': '#8a4b00',
  },
  dark: {
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-error': colors.red[4],
    '--mantine-color-placeholder': colors.dark[2],
    '--mantine-color-anchor': colors.indigo[3],
    '--line': colors.dark[5],
    '--track': colors.dark[5],
    '--accent': colors.indigo[4],
    '--accent-soft': '#1f2840',
    '--counter': '#ff922b',
    '--danger-soft': '#3a1d22',
    '--danger': colors.red[3],
    '--calm-soft': '#142f2a',
    '--calm': colors.teal[3],
    '--warn-soft': '#332814',
    '--warn': '#ffd08a',
  },
});
