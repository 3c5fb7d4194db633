/** Microbenchmarks: one class per step that an event goes through. */
@NullMarked
package org.allcity.benchmark.jmh;

import org.jspecify.annotations.NullMarked;
