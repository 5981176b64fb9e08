package io.quorate.recipe.kv.api;

import java.util.Comparator;

/** The order of keys in a store, which is that of code points, and not that of {@link String#compareTo}. */
final class KeyOrder implements Comparator<String> {
    static final KeyOrder ORDER = new KeyOrder();

    private KeyOrder() {}

    @Override
    public int compare(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            if (one.charAt(i) != other.charAt(i)) {
                return Integer.compare(place(one.charAt(i)), place(other.charAt(i)));
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    /** Surrogates, of which code points above the others are made, go behind all other units. */
    private static int place(char unit) {
        return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
    }
}
