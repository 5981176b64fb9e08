package io.quorate.recipe.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0", "1.4711.2", "2147483647.9223372036854775807.2147483647"})
    void readsWhatItWrites(String text) {
        assertEquals(text, Cursor.parse(text).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4711",
                "1.2",
                "1.2.3.4",
                "1.-2.3",
                "+1.2.3",
                " 1.2.3",
                "1.2.x",
                "2147483648.1.0",
                "0.9223372036854775808.0"
            })
    void readsNothingElse(String text) {
        assertEquals(Optional.empty(), Cursor.parse(text));
    }

    @Test
    void hasNoNegativeNumbers() {
        assertThrows(IllegalArgumentException.class, () -> new Cursor(0, 1, -1));
    }
}
