/** The compiled full module. */
declare const module: WebAssembly.Module;
export default module;
