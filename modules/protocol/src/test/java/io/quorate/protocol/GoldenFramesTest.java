package io.quorate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Frames that clients and servers of every version of the protocol exchange: a difference here is a new version. */
class GoldenFramesTest {
    @Test
    void frameBytesAreForever() throws IOException {
        assertEquals(
                golden(), Samples.all().stream().map(GoldenFramesTest::line).toList());
    }

    @Test
    void framesAreReadAsTheyWereWritten() {
        for (Message message : Samples.all()) {
            byte[] frame = Frames.encode(message);
            Message read = Frames.decode(Arrays.copyOfRange(frame, 4, frame.length));
            assertEquals(line(message), line(read));
        }
    }

    @Test
    void everyMessageHasASample() {
        Set<Class<?>> sampled = Samples.all().stream().map(Object::getClass).collect(Collectors.toSet());
        Set<Class<?>> declared = Stream.of(ClientMessage.class, ServerMessage.class)
                .flatMap(kind -> Arrays.stream(kind.getPermittedSubclasses()))
                .collect(Collectors.toSet());
        assertEquals(declared, sampled);
    }

    private static String line(Message message) {
        return message.getClass().getSimpleName() + " " + HexFormat.of().formatHex(Frames.encode(message));
    }

    private static List<String> golden() throws IOException {
        try (InputStream in = GoldenFramesTest.class.getResourceAsStream("/golden/frames.txt")) {
            assertNotNull(in);
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }
}
