package org.allcity.benchmark.harness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Words and {@code --name value} options of one command. */
final class Arguments {

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new HashMap<>();

    Arguments(List<String> all, Set<String> known) {
        for (int i = 0; i < all.size(); i++) {
            String argument = all.get(i);
            if (!argument.startsWith("--")) {
                words.add(argument);
            } else if (!known.contains(argument.substring(2))) {
                throw new RefusedException(argument + ": unknown (expected: one of --" + String.join(", --", known) + ")");
            } else if (++i == all.size()) {
                throw new RefusedException(argument + ": no value");
            } else {
                options.put(argument.substring(2), all.get(i));
            }
        }
    }

    List<String> words() {
        return words;
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    String text(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    long number(String name, long otherwise) {
        return options.containsKey(name) ? number("--" + name, options.get(name)) : otherwise;
    }

    static long number(String name, String text) {
        try {
            return Long.parseLong(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new RefusedException(name + ": " + text + " (expected: a whole number)");
        }
    }
}
