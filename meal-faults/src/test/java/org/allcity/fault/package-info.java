/** Injects faults into real processes under load and compares every cell of Redis with a recount of the log. Tests only. */
@NullMarked
package org.allcity.fault;

import org.jspecify.annotations.NullMarked;
