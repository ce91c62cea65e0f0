/** The compiled basic module. */
declare const module: WebAssembly.Module;
export default module;
