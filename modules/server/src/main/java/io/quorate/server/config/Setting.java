package io.quorate.server.config;

import java.util.Locale;

/**
 * One key of the configuration.
 *
 * @param key sections and a name, with dots between them
 * @param description one line for people
 */
public record Setting<T>(String key, Kind<T> kind, T defaultValue, String description) {
    /** The environment variable that overrides the file: {@code QUORATE_CLIENT_LISTEN} for {@code client.listen}. */
    public String environmentName() {
        return Settings.ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** First part of the key. */
    public String section() {
        return key.substring(0, key.indexOf('.'));
    }

    /** The default in the form in which the file has it. */
    public String defaultText() {
        return kind.formatter().apply(defaultValue);
    }

    T parse(Written written, String where) throws ConfigurationException {
        return kind.parser()
                .apply(written)
                .orElseThrow(() -> new ConfigurationException(
                        where + ": " + key + " is " + written + "; allowed is " + kind.allowed()));
    }
}
