package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private final Choice choice = new Choice(List.of("off", "required"));

    @Test
    void countsItsNames() {
        assertEquals(Optional.of(0L), choice.parse("off"));
        assertEquals(Optional.of(1L), choice.parse("required"));
        assertEquals("required", choice.format(1));
        assertEquals("off or required", choice.allowed(0, 1));
        for (String none : List.of("", "1", "Off", "off|required")) {
            assertEquals(Optional.empty(), choice.parse(none));
        }
    }

    @Test
    void showsTheNumberOfANameThatOnlyANewerVersionKnows() {
        assertEquals("2", choice.format(2));
    }

    @Test
    void isMadeAgainFromItsBaseLikeAnyScale() {
        assertEquals(Optional.of(choice), Scale.of("off|required"));
        for (Units units : Units.values()) {
            assertEquals(Optional.of(units), Scale.of(units.base()));
        }
        assertEquals(Optional.empty(), Scale.of("parsec"));
    }
}
