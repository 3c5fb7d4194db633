/** The counts that the facts must lead to, computed naively by grouping, and their comparison with what the board answers. */
@NullMarked
package org.allcity.simulator.truth;

import org.jspecify.annotations.NullMarked;
