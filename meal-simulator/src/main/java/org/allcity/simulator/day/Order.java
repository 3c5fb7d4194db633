package org.allcity.simulator.day;

import java.util.UUID;
import org.allcity.simulator.city.Diner;
import org.allcity.simulator.city.DinerGroup;
import org.allcity.simulator.city.MealPeriod;
import org.jspecify.annotations.Nullable;

/** One diner's meal as it stands when a fact of it is written; it may be changed between placing and serving. */
record Order(UUID id, MealPeriod period, ServiceMode mode, int servings, @Nullable Diner diner, DinerGroup group) {

    static Order of(UUID id, MealPeriod period, ServiceMode mode, int servings, @Nullable Diner diner) {
        return new Order(id, period, mode, servings, diner, diner == null ? DinerGroup.UNREGISTERED : diner.group());
    }

    Order withId(UUID newId) {
        return new Order(newId, period, mode, servings, diner, group);
    }

    Order withPeriod(MealPeriod newPeriod) {
        return new Order(id, newPeriod, mode, servings, diner, group);
    }

    Order withMode(ServiceMode newMode) {
        return new Order(id, period, newMode, servings, diner, group);
    }

    Order withServings(int newServings) {
        return new Order(id, period, mode, newServings, diner, group);
    }
}
