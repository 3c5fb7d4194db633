package org.allcity.benchmark.generate;

/**
 * What all events of an order share.
 *
 * @param diner number of the registered diner; negative for an unregistered one
 * @param point number of the meal point
 * @param day service day, in days since 1970
 */
record PlannedOrder(long number, int diner, int point, int day, int period, int mode, int group, int servings) {}
