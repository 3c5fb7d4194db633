package org.allcity.local;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.stream.Collectors;

/** Shows the few log events a person must see between the lines of {@link Console}; named in the Logback configuration. */
public final class ConsoleAppender extends AppenderBase<ILoggingEvent> {

    @Override
    protected void append(ILoggingEvent event) {
        Console.SYSTEM.line(event.getLevel() + " " + event.getFormattedMessage() + keyValues(event));
    }

    private static String keyValues(ILoggingEvent event) {
        return event.getKeyValuePairs() == null ? "" : event.getKeyValuePairs().stream()
                .map(pair -> " " + pair.key + "=" + pair.value)
                .collect(Collectors.joining());
    }
}
