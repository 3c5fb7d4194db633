/** The workload: a year of a city's meals from a seed, and its way into the topic. */
@NullMarked
package org.allcity.benchmark.generate;

import org.jspecify.annotations.NullMarked;
