/** The readable reference that every other store must agree with. */
@NullMarked
package org.allcity.counts.memory;

import org.jspecify.annotations.NullMarked;
