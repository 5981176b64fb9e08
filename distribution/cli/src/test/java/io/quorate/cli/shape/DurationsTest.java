package io.quorate.cli.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "30s, PT30S",
        "30 s, PT30S",
        "5m, PT5M",
        "5min, PT5M",
        "2h, PT2H",
        "1d, PT24H",
        "0s, PT0S"
    })
    void readsNumberAndUnit(String text, Duration expected) {
        assertEquals(Optional.of(expected), Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1.5s", "3x", "1s2s", "999999999999d"})
    void refusesWhatIsNone(String text) {
        assertEquals(Optional.empty(), Durations.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"0, 0ms", "1500, 1500ms", "2000, 2s", "120000, 2m", "2592000000, 30d"})
    void writesTheLargestWholeUnit(long millis, String text) {
        assertEquals(text, Durations.format(Duration.ofMillis(millis)));
    }
}
