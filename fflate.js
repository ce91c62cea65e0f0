/** `require('pixmill/fflate')`: fflate's API over the instance of the loader. */
'use strict';

const { createFflate, instanceOf } = require('./js/front.cjs');

module.exports = createFflate(instanceOf(require('./index.js')));
