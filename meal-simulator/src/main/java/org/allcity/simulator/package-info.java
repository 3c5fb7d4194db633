/** A simulated city of meal points: plays whole service days over real HTTP and compares every figure with the board. Wiring and state; the parts are in the packages below. */
@NullMarked
package org.allcity.simulator;

import org.jspecify.annotations.NullMarked;
