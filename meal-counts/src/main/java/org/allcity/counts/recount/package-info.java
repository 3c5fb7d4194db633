/** The naive recount: the truth in tests and in {@code verify}. Shares no counting code with the fold. */
@NullMarked
package org.allcity.counts.recount;

import org.jspecify.annotations.NullMarked;
