/** Going through all that a view holds and comparing it with what it should hold. How to find the latter lives in {@code recount}. */
@NullMarked
package org.allcity.counts.audit;

import org.jspecify.annotations.NullMarked;
