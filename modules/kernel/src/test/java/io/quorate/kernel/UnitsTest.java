package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"16 MiB, 16777216", "1KiB, 1024", "3 B, 3", "0 B, 0", "2 TiB, 2199023255552"})
    void readsSizes(String text, long bytes) {
        assertEquals(Optional.of(bytes), Units.SIZE.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"16", "MiB", "-1 MiB", "1.5 MiB", "1 MB", "1  MiB", "999999999999999 TiB", ""})
    void refusesWhatIsNoSize(String text) {
        assertEquals(Optional.empty(), Units.SIZE.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"10000, 10 s", "500, 500 ms", "300000, 5 min", "90000, 90 s", "0, 0 ms", "86400000, 1 d"})
    void writesDurationsInTheLargestWholeUnit(long millis, String text) {
        assertEquals(text, Units.DURATION.format(millis));
        assertEquals(Optional.of(millis), Units.DURATION.parse(text));
    }

    @Test
    void readsNumbersWithThousands() {
        assertEquals(Optional.of(65_536L), Units.number("65,536"));
        assertEquals(Optional.of(65_536L), Units.number("65_536"));
        assertEquals(Optional.empty(), Units.number("6,5"));
        assertEquals(Optional.empty(), Units.number("-1"));
    }
}
