/** One meal fact, flat: its bytes in the log and its fields, without an object per field. Peers read with this too. */
@NullMarked
package org.allcity.benchmark.event;

import org.jspecify.annotations.NullMarked;
