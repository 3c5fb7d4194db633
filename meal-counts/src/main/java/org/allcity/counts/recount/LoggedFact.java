package org.allcity.counts.recount;

import org.allcity.counts.Fact;

/** A fact and its offset in its partition. */
public record LoggedFact(long offset, Fact fact) {}
