package io.quorate.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where this program keeps what belongs to a user, by the XDG base directory specification. */
final class UserDirectory {
    private UserDirectory() {}

    /** May not be there yet; empty when the environment names no place. */
    static Optional<Path> of(Map<String, String> environment) {
        // A relative path is to be ignored, says the specification.
        return place(environment, "XDG_CONFIG_HOME")
                .filter(Path::isAbsolute)
                .or(() -> place(environment, "HOME").map(home -> home.resolve(".config")))
                .map(config -> config.resolve("quorate"));
    }

    private static Optional<Path> place(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(text -> !text.isEmpty())
                .map(Path::of);
    }
}
