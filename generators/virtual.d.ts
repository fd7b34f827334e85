/** Made by the build: the `.hbs` files of `templates/`, compiled. */
declare module 'virtual:compiled-templates' {
  const compiled: Record<string, unknown>;
  export default compiled;
}

declare module 'handlebars/runtime.js' {
  export { default } from 'handlebars';
}
