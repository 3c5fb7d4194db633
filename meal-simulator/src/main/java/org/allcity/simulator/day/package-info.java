/** What happens on one service day, drawn from the seed: every fact, when it occurs and when its terminal can send it. No I/O. */
@NullMarked
package org.allcity.simulator.day;

import org.jspecify.annotations.NullMarked;
