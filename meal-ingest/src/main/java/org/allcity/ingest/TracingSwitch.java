package org.allcity.ingest;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Leaves tracing out altogether unless it is asked for: a tracer that exports nothing would still cost each request something. */
class TracingSwitch implements AutoConfigurationImportFilter, EnvironmentAware {

    private boolean enabled;

    @Override
    public void setEnvironment(Environment environment) {
        enabled = environment.getProperty("meals.tracing.enabled", Boolean.class, false);
    }

    @Override
    public boolean[] match(@Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[autoConfigurations.length];
        for (int i = 0; i < matches.length; i++) {
            String name = autoConfigurations[i];
            matches[i] = enabled || name == null
                    || !name.startsWith("org.springframework.boot.micrometer.tracing.")
                            && !name.startsWith("org.springframework.boot.opentelemetry.");
        }
        return matches;
    }
}
