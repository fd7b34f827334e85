/** Made by the build: the `.hbs` files of `templates/`, compiled. */
declare module 'virtual:compiled-templates' {
  const compiled: Record<string, unknown>;
  export default compiled;
}

declare module 'handlebars/runtime.js' {
  export { default } from 'handlebars';
}

/** A product's own scripts ask the same as the generator, and are plain JavaScript. */
declare module '*/platform-name.mjs' {
  export function isAccepted(name: string, accepted: { pattern: string; max: number }): boolean;
  export function acceptableName(name: string, max: number): string;
}
