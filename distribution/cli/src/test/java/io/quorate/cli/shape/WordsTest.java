package io.quorate.cli.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "name, name",
        "waitMillis, wait-millis",
        "force-release, force-release",
        "HTTPPort, http-port",
        "clusterID, cluster-id"
    })
    void separatesWordsWithDashes(String name, String kebab) {
        assertEquals(kebab, Words.kebab(name));
    }

    @ParameterizedTest
    @CsvSource({"waitMillis, WAIT MILLIS", "id, ID"})
    void makesHeadings(String name, String heading) {
        assertEquals(heading, Words.heading(name));
    }
}
