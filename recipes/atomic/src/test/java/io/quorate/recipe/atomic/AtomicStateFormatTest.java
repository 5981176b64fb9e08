package io.quorate.recipe.atomic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.codec.RecordCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Rows of atomic values as they lie in the state: a change of them is another state version, with a migration. */
class AtomicStateFormatTest {
    @Test
    void theFirstVersionStaysAsItIs() throws IOException {
        RecordCodec<Content> codec = RecordCodec.of(Content.class);
        List<String> lines = new ArrayList<>();
        lines.add(Instance.CONTENT.name() + " is " + Instance.CONTENT.shape());
        for (Content content : List.of(
                new Content.Counter(-5),
                new Content.RaisedFlag(),
                new Content.Reference(AtomicWorld.bytes("value"), 12),
                new Content.Ids(1_000),
                new Content.Sequence(7))) {
            lines.add(content.kind() + " " + HexFormat.of().formatHex(codec.encode(content)));
        }
        assertEquals(golden(), String.join("\n", lines));
    }

    private static String golden() throws IOException {
        String file = "/state-1.txt";
        try (InputStream in = Objects.requireNonNull(AtomicStateFormatTest.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
