package io.quorate.cli.shape;

import java.util.Locale;

/** Names of code as people type and read them. */
public final class Words {
    private Words() {}

    /** {@code waitMillis} as {@code wait-millis}. */
    public static String kebab(String name) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            if (Character.isUpperCase(character) && i > 0 && startsWord(name, i)) {
                words.append('-');
            }
            words.append(Character.toLowerCase(character));
        }
        return words.toString();
    }

    /** {@code waitMillis} as {@code WAIT MILLIS}. */
    static String heading(String name) {
        return kebab(name).replace('-', ' ').toUpperCase(Locale.ROOT);
    }

    private static boolean startsWord(String name, int index) {
        char before = name.charAt(index - 1);
        boolean lowerFollows = index + 1 < name.length() && Character.isLowerCase(name.charAt(index + 1));
        return before != '-' && (!Character.isUpperCase(before) || lowerFollows);
    }
}
