package io.quorate.kernel;

import io.quorate.recipe.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Why something was not done.
 *
 * @param code for programs: the name of an {@link ErrorCode} or a recipe's own code
 * @param message for people: what was wrong, where, and what to do
 */
public record Problem(String code, String message) {
    /** Longest {@link #storable} text, in characters. */
    public static final int MAX_STORED_CHARACTERS = 1_024;

    public static Problem of(ErrorCode code, String message) {
        return new Problem(code.name(), message);
    }

    /** A text of unknown origin as rows and messages can carry it: bounded, and without half surrogate pairs. */
    public static String storable(@Nullable String text) {
        String known = text == null ? "" : text;
        String start = known.length() <= MAX_STORED_CHARACTERS ? known : known.substring(0, MAX_STORED_CHARACTERS);
        // Encoding replaces what is no Unicode.
        return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
