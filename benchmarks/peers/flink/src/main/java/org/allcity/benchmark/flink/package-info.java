/** The peer built with Flink. */
@NullMarked
package org.allcity.benchmark.flink;

import org.jspecify.annotations.NullMarked;
