/** stub */
export function createBatch() {}
