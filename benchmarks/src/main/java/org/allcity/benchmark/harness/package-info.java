/** Runs contenders as processes beside a broker and a Redis of their own, and measures them. */
@NullMarked
package org.allcity.benchmark.harness;

import org.jspecify.annotations.NullMarked;
