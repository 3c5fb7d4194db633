package org.allcity.ingest;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One field of an event: absent, a value, or found to be what it cannot be. What is wrong is kept and not thrown, since fields
 * come in any order, and of several mistakes always the same one is to be named.
 */
final class EventField<T> {

    private final String name;
    private final String expected;
    private final Reader<T> reader;
    private final boolean shown;
    private @Nullable T value;
    private @Nullable InvalidFieldException mistake;

    private EventField(String name, String expected, boolean shown, Reader<T> reader) {
        this.name = name;
        this.expected = expected;
        this.shown = shown;
        this.reader = reader;
    }

    static <T> EventField<T> text(String name, String expected, TextReader<T> reader) {
        return new EventField<>(name, expected, true, texts(reader));
    }

    /** For what may say who somebody is: never shown. */
    static <T> EventField<T> secret(String name, String expected, TextReader<T> reader) {
        return new EventField<>(name, expected, false, texts(reader));
    }

    static <E extends Enum<E>> EventField<E> word(String name, Words<E> words) {
        return text(name, words.toString(), words::constant);
    }

    static EventField<Integer> number(String name, int least, int most) {
        return new EventField<>(name, "a whole number, " + least + " to " + most, true, parser -> {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() != JsonParser.NumberType.INT) {
                return null;
            }
            int number = parser.getIntValue();
            return number < least || number > most ? null : number;
        });
    }

    /** True if it is an object, whose own fields are read along. */
    static EventField<Boolean> object(String name, String expected, Consumer<JsonParser> fields) {
        return new EventField<>(name, expected, false, parser -> {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return null;
            }
            fields.accept(parser);
            return true;
        });
    }

    /** Takes the value that the parser is at, and leaves the parser at its end. */
    void read(JsonParser parser) {
        clear();
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        try {
            value = reader.read(parser);
            if (value == null) {
                mistake = failure(FieldReader.INVALID_FIELD, shown ? shown(parser) : "not shown", expected);
            }
        } catch (InvalidFieldException e) {
            mistake = e;
        }
        parser.skipChildren();
    }

    void clear() {
        value = null;
        mistake = null;
    }

    /** Null if it is absent or null. */
    @Nullable T optional() throws InvalidFieldException {
        if (mistake != null) {
            throw mistake;
        }
        return value;
    }

    T required() throws InvalidFieldException {
        T found = optional();
        if (found == null) {
            throw new InvalidFieldException(FieldReader.MISSING_FIELD, name + ": missing (expected: " + expected + ")");
        }
        return found;
    }

    @Nullable T valueOrNull() {
        return value;
    }

    InvalidFieldException failure(String code, String found, String whatElse) {
        return new InvalidFieldException(code, name + ": " + found + " (expected: " + whatElse + ")");
    }

    InvalidFieldException invalidUnshown() {
        return failure(FieldReader.INVALID_FIELD, "not shown", expected);
    }

    private static <T> Reader<T> texts(TextReader<T> reader) {
        return parser -> parser.currentToken() == JsonToken.VALUE_STRING
                ? reader.read(parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength()) : null;
    }

    private static String shown(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return token.isStructStart() ? "a JSON " + Reception.kindOf(token) : FieldReader.shown(parser.getString());
    }

    /** Reads the value that a parser is at; null for what it cannot be. */
    private interface Reader<T> {

        @Nullable T read(JsonParser parser) throws InvalidFieldException;
    }

    /** Reads a text where it lies, without a copy; null for what it cannot be. */
    interface TextReader<T> {

        @Nullable T read(char[] text, int from, int length) throws InvalidFieldException;
    }
}
