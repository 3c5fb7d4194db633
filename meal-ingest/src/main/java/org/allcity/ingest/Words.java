package org.allcity.ingest;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The words that a field may hold: the names of an enum's constants. */
final class Words<E extends Enum<E>> {

    private final E[] constants;
    private final String names;

    Words(E[] constants) {
        this.constants = constants;
        this.names = Arrays.stream(constants).map(Enum::name).collect(Collectors.joining(", "));
    }

    /** The constant whose name the text is, or null. */
    @Nullable E constant(char[] text, int from, int length) {
        for (E constant : constants) {
            if (isNameOf(constant, text, from, length)) {
                return constant;
            }
        }
        return null;
    }

    private static boolean isNameOf(Enum<?> constant, char[] text, int from, int length) {
        String name = constant.name();
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != text[from + i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return names;
    }
}
