/** The usual ways of counting into Redis, written as a good engineer would, and what each counts wrong under faults. Tests only. */
@NullMarked
package org.allcity.fault.usual;

import org.jspecify.annotations.NullMarked;
