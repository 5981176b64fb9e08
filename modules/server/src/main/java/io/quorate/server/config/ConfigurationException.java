package io.quorate.server.config;

/** A setting is unknown or wrong; the message names the key, where it stands and what is allowed. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }
}
