package io.quorate.recipe;

/** Something a recipe keeps in the replicated state, by a name that is unique in the recipe. */
public sealed interface State permits Cell, Table, Tickets, Timer {
    /** Longest name in characters. */
    int MAX_NAME_CHARACTERS = 32;

    String name();

    /** Stable text of the types kept; a different text under the same name needs a migration. */
    String shape();

    /** The name, or {@link IllegalArgumentException} saying what is wrong with it. */
    static String requireName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_CHARACTERS || !isLetter(name.charAt(0))) {
            throw new IllegalArgumentException(
                    "name '" + name + "' must be 1 to 32 characters and begin with a letter");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '-') {
                throw new IllegalArgumentException("name '" + name + "' may hold only letters a-z A-Z, digits and '-'");
            }
        }
        return name;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
