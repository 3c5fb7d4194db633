package org.allcity.ingest;

/** Proof that Kafka was there at start and the city's topics are as they must be. What needs a topic asks for this first. */
public record TopicsInPlace() {}
