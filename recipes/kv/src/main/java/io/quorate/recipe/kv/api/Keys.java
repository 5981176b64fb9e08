package io.quorate.recipe.kv.api;

import java.nio.charset.StandardCharsets;

/**
 * What a key looks like: names with a {@code /} before each, such as {@code /orders/17/state}. There is nothing to be made for what is
 * above a key, and nothing left of it when the last key below has gone.
 */
public final class Keys {
    /** Longest key, in bytes of UTF-8. */
    public static final int MAX_BYTES = 350;

    /** Digits of the number of a sequential key. */
    public static final int NUMBER_DIGITS = 19;

    private Keys() {}

    /**
     * Refuses what is no key.
     *
     * @throws IllegalArgumentException saying why
     */
    public static void requireKey(String key) {
        requireNames(key, MAX_BYTES);
        if (key.endsWith("/")) {
            throw new IllegalArgumentException("a key does not end with '/', as '" + key + "' does");
        }
    }

    /**
     * Refuses what no key can begin with.
     *
     * @throws IllegalArgumentException saying why
     */
    public static void requirePrefix(String prefix) {
        requireNames(prefix, MAX_BYTES);
    }

    static void requireBeginning(String key) {
        requireNames(key, MAX_BYTES - NUMBER_DIGITS);
    }

    private static void requireNames(String key, int maxBytes) {
        if (!key.startsWith("/")) {
            throw new IllegalArgumentException("a key begins with '/', '" + key + "' does not");
        }
        if (key.contains("//")) {
            throw new IllegalArgumentException("a key has a name behind each '/', '" + key + "' has not");
        }
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) < ' ' || key.charAt(i) == 0x7f) {
                throw new IllegalArgumentException("a key has no control characters, this one has one at " + i);
            }
        }
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxBytes) {
            throw new IllegalArgumentException("the key has " + bytes + " bytes, it may have " + maxBytes);
        }
    }

    /** Whether a key is this one or below it; all are below {@code /}. */
    public static boolean isIn(String key, String tree) {
        return tree.equals("/")
                || (key.startsWith(tree) && (key.length() == tree.length() || key.charAt(tree.length()) == '/'));
    }
}
